#include "app/ui/settings/decoder_rows.h"

#include "app/ui/settings/plugin_texts.h"
#include "engine/decode/decoder.h"
#include "pluginhost/runtime/decoder_choice.h"
#include "pluginhost/runtime/usable_plugin.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>
#include <utility>

namespace stellatune {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("stellatune::DecoderRows", text);
}

QString scoreText(const CapabilityMetadata& type, std::string_view extension)
{
    const auto find = [&](std::string_view wanted) {
        return std::find_if(type.scores.begin(), type.scores.end(),
                            [&](const ExtensionScore& score) { return score.extension == wanted; });
    };
    if (const auto exact = find(extension); exact != type.scores.end())
        return tr("Score %1").arg(exact->score);
    const auto any = find("*");
    return any == type.scores.end() ? tr("For every file") : tr("For every file, score %1").arg(any->score);
}

DecoderRow pluginRow(const DecoderCandidate& candidate, std::string_view extension,
                     const std::vector<PluginStatus>& plugins)
{
    DecoderRow row{candidate.name(), QString::fromStdString(candidate.name()), {}, candidate};
    for (const PluginStatus& plugin : plugins) {
        if (plugin.desired.id != candidate.pluginId)
            continue;
        int decoders = 0;
        for (const CapabilityMetadata& type : plugin.metadata.capabilities) {
            if (type.kind != CapabilityKind::Decoder)
                continue;
            ++decoders;
            if (type.typeId == candidate.typeId)
                row.reason = scoreText(type, extension);
        }
        row.title = decoders > 1 ? QStringLiteral("%1: %2").arg(pluginName(plugin),
                                                                QString::fromStdString(candidate.typeId))
                                 : pluginName(plugin);
    }
    return row;
}

} // namespace

std::vector<DecoderRow> decoderRows(std::string_view extension, const DecoderOrder& order,
                                    const std::vector<PluginStatus>& plugins)
{
    std::vector<PluginMetadata> usable;
    for (const PluginStatus& plugin : plugins) {
        if (isUsable(plugin)) {
            usable.push_back(plugin.metadata);
            usable.back().info.id = plugin.desired.id;
        }
    }
    const auto own = order.byExtension.find(std::string(extension));
    std::vector<DecoderRow> rows;
    for (const DecoderCandidate& candidate : decoderCandidates(extension, order, usable)) {
        DecoderRow row = candidate.isBuiltIn() ? DecoderRow{candidate.name(), tr("Built in"),
                                                            tr("Comes with StellaTune"), candidate}
                                               : pluginRow(candidate, extension, plugins);
        if (own != order.byExtension.end() &&
            std::find(own->second.begin(), own->second.end(), row.name) != own->second.end())
            row.reason = tr("Your order");
        rows.push_back(std::move(row));
    }
    return rows;
}

QStringList extensionsToChoose(const DecoderOrder& order, const std::vector<PluginStatus>& plugins)
{
    std::set<std::string> known(playableExtensions().begin(), playableExtensions().end());
    for (const auto& [extension, candidates] : order.byExtension)
        known.insert(extension);
    for (const PluginStatus& plugin : plugins) {
        if (!isUsable(plugin))
            continue;
        for (const CapabilityMetadata& type : plugin.metadata.capabilities) {
            for (const ExtensionScore& score : type.scores)
                known.insert(score.extension);
        }
    }
    known.erase("*");
    QStringList extensions;
    for (const std::string& extension : known) {
        if (order.byExtension.count(extension) > 0 || decoderRows(extension, order, plugins).size() > 1)
            extensions.append(QString::fromStdString(extension));
    }
    return extensions;
}

std::vector<std::string> orderWith(const std::vector<std::string>& kept,
                                   const std::vector<std::string>& shown)
{
    std::vector<std::string> order;
    auto next = shown.begin();
    for (const std::string& name : kept) {
        const bool isShown = std::find(shown.begin(), shown.end(), name) != shown.end();
        order.push_back(isShown ? *next++ : name);
    }
    order.insert(order.end(), next, shown.end());
    return order;
}

} // namespace stellatune
