#include "app/ui/settings/effect_offers.h"

#include "app/ui/settings/plugin_texts.h"
#include "pluginhost/runtime/usable_plugin.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace stellatune {
namespace {

/// To a name that several have, each gets its addition.
void tellApart(std::vector<EffectOffer>& offers, const std::vector<QString>& additions)
{
    std::map<QString, int> times;
    for (const EffectOffer& offer : offers)
        ++times[offer.name];
    for (size_t i = 0; i < offers.size(); ++i) {
        if (times[offers[i].name] > 1)
            offers[i].name = QCoreApplication::translate("stellatune::EffectOffers", "%1 (%2)")
                                 .arg(offers[i].name, additions[i]);
    }
}

} // namespace

std::vector<EffectOffer> effectOffers(const std::vector<PluginStatus>& plugins)
{
    std::vector<EffectOffer> offers;
    std::vector<QString> names;
    std::vector<QString> ids;
    for (const PluginStatus& plugin : plugins) {
        if (!isUsable(plugin))
            continue;
        for (const CapabilityMetadata& type : plugin.metadata.capabilities) {
            if (type.kind != CapabilityKind::Dsp)
                continue;
            DspNodeSpec node;
            node.pluginId = plugin.desired.id;
            node.typeId = type.typeId;
            node.config = type.defaultConfig;
            offers.push_back({typeName(type), node});
            names.push_back(pluginName(plugin));
            ids.push_back(QString::fromStdString(plugin.desired.id));
        }
    }
    tellApart(offers, names);
    tellApart(offers, ids); // where the plugins are called the same too
    std::stable_sort(offers.begin(), offers.end(), [](const EffectOffer& a, const EffectOffer& b) {
        return a.name.localeAwareCompare(b.name) < 0;
    });
    return offers;
}

} // namespace stellatune
