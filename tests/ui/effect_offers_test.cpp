// The effects to add, by their names.
#include "app/ui/settings/effect_offers.h"

#include <QStringList>

#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

PluginStatus plugin(const char* id, const char* name, std::initializer_list<const char*> effects)
{
    PluginStatus plugin;
    plugin.desired.id = id;
    plugin.desired.enabled = true;
    plugin.state = PluginStatus::State::Enabled;
    plugin.metadata.info.name = name;
    for (const char* effect : effects)
        plugin.metadata.capabilities.push_back({CapabilityKind::Dsp, effect, effect, {}, "{\"a\":1}", {}});
    return plugin;
}

QStringList namesOf(const std::vector<EffectOffer>& offers)
{
    QStringList names;
    for (const EffectOffer& offer : offers)
        names.append(offer.name);
    return names;
}

TEST(EffectOffers, AreWhatUsablePluginsHaveInTheOrderOfTheirNames)
{
    std::vector<PluginStatus> plugins{plugin("a.b", "One", {"Limiter", "Echo"}),
                                      plugin("c.d", "Two", {"Gain"})};
    const std::vector<EffectOffer> offers = effectOffers(plugins);
    EXPECT_EQ(namesOf(offers), QStringList({"Echo", "Gain", "Limiter"}));
    EXPECT_EQ(offers[1].node, (DspNodeSpec{0, "c.d", "Gain", "{\"a\":1}", false}));
    plugins[0].desired.enabled = false;
    plugins[0].state = PluginStatus::State::Disabled;
    EXPECT_EQ(namesOf(effectOffers(plugins)), QStringList({"Gain"}));
}

TEST(EffectOffers, NamesThatSeveralHaveSayWhoseTheyAre)
{
    EXPECT_EQ(
        namesOf(effectOffers({plugin("a.b", "One", {"Equalizer", "Gain"}),
                              plugin("c.d", "Two", {"Equalizer"}), plugin("e.f", "Two", {"Equalizer"})})),
        QStringList({"Equalizer (One)", "Equalizer (Two) (c.d)", "Equalizer (Two) (e.f)", "Gain"}));
}

} // namespace
} // namespace stellatune::testing
