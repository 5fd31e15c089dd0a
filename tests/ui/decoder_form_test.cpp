// The settings of a decoder, with a plugin whose decoder plays meanwhile.
#include "tests/ui/plugin_form_fixture.h"

#include "app/plugins/decoder_access.h"
#include "app/plugins/plugin_events.h"
#include "app/ui/settings/decoder_form.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>

#include <fstream>

namespace stellatune::testing {
namespace {

const std::string kNumbers = "org.stellatune.test.numbers";
const DecoderCandidate kType{kNumbers, "numbers"};
const std::string kGood = R"({"gain":0.5,"plan":"hot"})";

class DecoderFormTest : public PluginFormTest {
  protected:
    DecoderFormTest()
    {
        installFixture("numbers_decoder_1", kNumbers);
        m_player->start({decodersOf(*m_coordinator), {}, {}});
        m_form = std::make_unique<DecoderForm>(*m_player, m_desk);
        m_form->showType(kType);
    }

    void playNumbers()
    {
        std::ofstream(m_folder / "a.numbers") << "44100 2 20000000 0 0\n";
        play(m_folder / "a.numbers");
    }
    QLabel* refusal() { return m_form->findChild<QLabel*>("configRefusal"); }
    QString outcome() { return m_form->findChild<QLabel*>("configOutcome")->text(); }
    std::string config() { return m_player->decoderConfigs().at(kType.name()); }
    void setPlan(const char* plan) { m_form->findChild<QComboBox*>("config_planBox")->setCurrentText(plan); }

    std::unique_ptr<DecoderForm> m_form;
};

TEST_F(DecoderFormTest, IsThereForADecoderThatHasSettings)
{
    EXPECT_FALSE(m_form->isHidden());
    EXPECT_EQ(m_form->findChild<QLabel*>("decoderTitle")->text(), "Numbers");
    m_form->showType({});
    EXPECT_TRUE(m_form->isHidden()) << "of those that are built in";
    m_form->showType({kNumbers, "forward"});
    EXPECT_TRUE(m_form->isHidden());
    m_form->showType(kType);
    EXPECT_FALSE(m_form->isHidden());
    m_desk.setEnabled(kNumbers, false);
    EXPECT_TRUE(waitFor([this] { return m_form->isHidden(); }));
    m_desk.setEnabled(kNumbers, true);
    EXPECT_TRUE(waitFor([this] { return !m_form->isHidden(); }));
}

TEST_F(DecoderFormTest, SettingsReachTheTrackThatPlaysAndWhatIsRefusedIsPutBack)
{
    std::vector<std::string> told; // on this thread, as the player's signals are
    PlaylistModel model;
    PluginEvents events(*m_player, model, m_coordinator->events());
    const auto watch = m_coordinator->events().watch([&](std::string_view topic, std::string_view payload) {
        if (topic == "host.instance.config_update")
            told.emplace_back(payload);
    });
    playNumbers();
    m_form->findChild<QDoubleSpinBox*>("config_gainBox")->setValue(0.5);
    ASSERT_TRUE(waitFor([this] { return outcome() == "In use."; }));
    EXPECT_EQ(config(), kGood);
    const std::pair<const char*, const char*> refused[] = {
        {"reject", "not wanted"}, {"hot-fails", "cannot be applied"}, {"recreate-fails", "cannot be made"}};
    for (const auto& [plan, words] : refused) {
        setPlan(plan);
        ASSERT_TRUE(waitFor([this, text = words] { return refusal()->text().contains(text); })) << plan;
        EXPECT_FALSE(refusal()->isHidden()) << plan;
        EXPECT_EQ(outcome(), "The settings before are in use.");
        EXPECT_EQ(config(), kGood) << plan;
    }
    setPlan("recreate");
    ASSERT_TRUE(waitFor([this] { return outcome() == "In use, made anew."; }));
    EXPECT_TRUE(refusal()->isHidden());
    EXPECT_EQ(m_player->snapshot().state, PlaybackState::Playing);
    ASSERT_FALSE(told.empty());
    for (const char* part : {R"("capability":"decoder")", R"("type":"numbers")", R"("status":"recreated")"})
        EXPECT_NE(told.back().find(part), std::string::npos) << part << told.back();
}

TEST_F(DecoderFormTest, WhatIsRefusedOnceTheFormIsGoneIsNotKeptEither)
{
    playNumbers();
    m_player->setDecoderConfig(kType, kGood);
    m_form.reset();
    m_player->setDecoderConfig(kType, R"({"gain":0.25,"plan":"reject"})");
    EXPECT_TRUE(waitFor([this] { return config() == kGood; }));
}

} // namespace
} // namespace stellatune::testing
