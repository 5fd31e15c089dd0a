#include "app/ui/output_rows.h"

#include "app/ui/settings/plugin_texts.h"
#include "app/ui/text.h"
#include "engine/output/sink_address.h"
#include "pluginhost/runtime/usable_plugin.h"

#include <algorithm>
#include <array>
#include <utility>

namespace stellatune {
namespace {

using Kind = OutputRow::Kind;

QString tr(const char* text)
{
    return QCoreApplication::translate("stellatune::OutputRows", text);
}

QString interfaceTitle(const std::string& interface)
{
    static constexpr std::array<std::pair<const char*, const char*>, 10> titles{{
        {"pulse", "PulseAudio"},
        {"alsa", "ALSA"},
        {"jack", "JACK"},
        {"wasapi", "WASAPI"},
        {"asio", "ASIO"},
        {"ds", "DirectSound"},
        {"core", "Core Audio"},
        {"file", QT_TRANSLATE_NOOP("stellatune::OutputRows", "File")},
        {"plugin", QT_TRANSLATE_NOOP("stellatune::OutputRows", "Plugins")},
        {"null", QT_TRANSLATE_NOOP("stellatune::OutputRows", "Silence")},
    }};
    for (const auto& [key, title] : titles)
        if (interface == key)
            return tr(title);
    return QString::fromStdString(interface);
}

QString noteOf(const DeviceInfo& device)
{
    QStringList facts;
    if (device.isDefault && device.choice.interface != "null")
        facts.append(tr("default"));
    if (device.maxChannels > 2 && device.choice.interface != "null")
        facts.append(tr("%1 channels").arg(device.maxChannels));
    const std::vector<uint32_t>& rates = device.sampleRates;
    if (rates.size() == 1)
        facts.append(tr("%1 only").arg(formatRate(rates.front())));
    else if (!rates.empty())
        facts.append(tr("up to %1").arg(formatRate(rates.back())));
    return facts.join(QStringLiteral(", "));
}

OutputRow heading(const std::string& interface)
{
    return {Kind::Heading, {interface, {}}, interfaceTitle(interface), {}};
}

QString whyNot(const PluginStatus& plugin)
{
    if (!plugin.desired.enabled)
        return tr("its plugin is switched off");
    return plugin.state == PluginStatus::State::Failed ? tr("its plugin failed") : tr("its plugin leaves");
}

std::vector<OutputRow> sinkRows(const std::vector<PluginStatus>& plugins, const DeviceChoice& chosen)
{
    std::vector<OutputRow> rows;
    for (const PluginStatus& plugin : plugins) {
        for (const CapabilityMetadata& type : plugin.metadata.capabilities) {
            if (type.kind != CapabilityKind::Output)
                continue;
            const DeviceChoice choice = choiceOf({plugin.desired.id, type.typeId, {}});
            const QString title = typeName(type);
            if (isUsable(plugin))
                rows.push_back({Kind::Present, choice, title,
                                title == pluginName(plugin) ? QString() : pluginName(plugin)});
            else if (choice == chosen)
                rows.push_back({Kind::Missing, choice, title, whyNot(plugin)});
        }
    }
    return rows;
}

std::vector<OutputRow> deviceRows(const QList<DeviceInfo>& devices, const std::string& interface)
{
    std::vector<OutputRow> rows;
    for (const DeviceInfo& device : devices) {
        if (device.choice.interface == interface)
            rows.push_back(
                {Kind::Present, device.choice, QString::fromStdString(device.description), noteOf(device)});
    }
    return rows;
}

/// For what is chosen and was not told of.
OutputRow ownRow(const DeviceChoice& chosen, bool isInterfaceThere, bool isAnswered, bool areAllKnown)
{
    if (chosen.interface == "file")
        return {Kind::Present, chosen, QString::fromStdString(chosen.name), {}};
    const QString whyNoSink = areAllKnown ? tr("its plugin is not installed") : tr("not available");
    if (isSink(chosen))
        return {isAnswered ? Kind::Missing : Kind::Present, chosen, QString::fromStdString(chosen.name),
                isAnswered ? whyNoSink : QString()};
    if (chosen.name.empty() && (isInterfaceThere || !isAnswered))
        return {Kind::Present, chosen, tr("Default device"), {}};
    return {isAnswered ? Kind::Missing : Kind::Present, chosen,
            chosen.name.empty() ? tr("Default device") : QString::fromStdString(chosen.name),
            isAnswered ? tr("not connected") : QString()};
}

} // namespace

std::vector<OutputRow> outputRows(const QList<DeviceInfo>* devices, const std::vector<PluginStatus>& plugins,
                                  const DeviceChoice& whole, bool areAllKnown, bool hasFailed)
{
    const DeviceChoice chosen = withoutTarget(whole);
    const QList<DeviceInfo> known = devices == nullptr ? QList<DeviceInfo>() : *devices;
    std::vector<std::string> interfaces;
    const auto meet = [&interfaces](const std::string& interface) {
        if (std::find(interfaces.begin(), interfaces.end(), interface) == interfaces.end())
            interfaces.push_back(interface);
    };
    for (const DeviceInfo& device : known) {
        if (device.choice.interface != "null")
            meet(device.choice.interface);
    }
    if (!chosen.isAutomatic() && chosen.interface != "null" && !isSink(chosen))
        meet(chosen.interface);
    const std::vector<OutputRow> sinks = sinkRows(plugins, chosen);
    if (!sinks.empty() || isSink(chosen))
        meet("plugin");
    meet("null");

    std::vector<OutputRow> rows{{Kind::Present, {}, tr("Automatic"), tr("the first of these that works")}};
    for (const std::string& interface : interfaces) {
        std::vector<OutputRow> group = interface == "plugin" ? sinks : deviceRows(known, interface);
        const bool isListed = std::any_of(group.begin(), group.end(),
                                          [&chosen](const OutputRow& row) { return row.choice == chosen; });
        if (interface == chosen.interface && !isListed)
            group.insert(group.begin(), ownRow(chosen, !group.empty(), devices != nullptr, areAllKnown));
        if (group.empty())
            continue;
        rows.push_back(heading(interface));
        rows.insert(rows.end(), group.begin(), group.end());
    }
    for (OutputRow& row : rows) {
        if (hasFailed && row.kind == Kind::Present && row.choice == chosen) {
            row.kind = Kind::Failed;
            row.note = row.note.isEmpty() ? tr("failed") : tr("%1, failed").arg(row.note);
        }
    }
    return rows;
}

} // namespace stellatune
