// What a form says of settings that are tried, without a plugin behind it.
#include "app/ui/settings/live_config_form.h"

#include "app/ui/settings/config_form.h"

#include <QDoubleSpinBox>
#include <QLabel>

#include <vector>

#include <gmock/gmock.h>

namespace stellatune::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Status = UpdateOutcome::Status;

constexpr const char* kSchema =
    R"({"type": "object", "properties": {"gain": {"type": "number", "default": 1}}})";

class LiveConfigFormTest : public ::testing::Test {
  protected:
    LiveConfigFormTest() { present(gain(1)); }

    void present(const std::string& config) { m_form.present(kSchema, "{}", config); }
    static std::string gain(int value) { return "{\"gain\":" + std::to_string(value) + "}"; }
    /// As the user does it.
    void set(int value)
    {
        box().setValue(value);
        m_form.findChild<ConfigForm*>()->flush();
    }
    void answer(Status status, const std::string& config, const char* detail = "")
    {
        UpdateOutcome outcome;
        outcome.status = status;
        outcome.config = config;
        outcome.detail = detail;
        m_form.answer(outcome);
    }
    QDoubleSpinBox& box() { return *m_form.findChild<QDoubleSpinBox*>("config_gainBox"); }
    QString outcome() { return m_form.findChild<QLabel*>("configOutcome")->text(); }
    QString refusal() { return m_form.findChild<QLabel*>("configRefusal")->text(); }

    std::vector<std::string> m_put;
    LiveConfigForm m_form{"It does not take this.",
                          [this](const std::string& config) { m_put.push_back(config); }};
};

TEST_F(LiveConfigFormTest, SaysWhatBecameOfEachOfThem)
{
    set(2);
    EXPECT_THAT(m_put, ElementsAre(gain(2)));
    EXPECT_EQ(outcome(), "");
    answer(Status::Applied, gain(2));
    EXPECT_EQ(outcome(), "In use.");
    set(3);
    EXPECT_EQ(outcome(), "") << "that was about others";
    answer(Status::RequiresRecreate, gain(3));
    EXPECT_EQ(outcome(), "");
    answer(Status::Recreated, gain(3));
    EXPECT_EQ(outcome(), "In use, made anew.");
}

TEST_F(LiveConfigFormTest, WhatIsRefusedStaysOnShowWithTheReason)
{
    set(2);
    answer(Status::Rejected, gain(2), "Too much.");
    EXPECT_EQ(refusal(), "Too much.");
    EXPECT_EQ(outcome(), "The settings before are in use.");
    present(gain(1)); // as whoever keeps them tells
    EXPECT_EQ(box().value(), 2.0);
    set(3);
    answer(Status::Failed, gain(3));
    EXPECT_EQ(refusal(), "It does not take this.") << "the plugin does not say why";
    present(gain(5));
    EXPECT_EQ(box().value(), 5.0) << "set elsewhere";
    EXPECT_EQ(refusal(), "");
    EXPECT_EQ(outcome(), "") << "that was about others";
}

TEST_F(LiveConfigFormTest, WhoGoesBackToWhatIsInUseWaitsForNobody)
{
    set(2);
    answer(Status::Rejected, gain(2), "Too much.");
    set(1);
    EXPECT_THAT(m_put, ElementsAre(gain(2))) << "whoever keeps them has these";
    EXPECT_EQ(outcome(), "In use.");
    set(3);
    EXPECT_THAT(m_put, ElementsAre(gain(2), gain(3)));
}

TEST_F(LiveConfigFormTest, AnAnswerAboutWhatWasShownBeforeSaysNothing)
{
    set(2);
    m_form.startOver();
    present(gain(1));
    answer(Status::Applied, gain(2));
    EXPECT_EQ(outcome(), "");
    EXPECT_EQ(box().value(), 1.0);
}

TEST_F(LiveConfigFormTest, WhatWaitsIsToldWhenItIsHidden)
{
    m_form.show();
    set(2);
    box().setValue(3);
    EXPECT_THAT(m_put, ElementsAre(gain(2))) << "its answer is not there yet";
    m_form.hide();
    EXPECT_THAT(m_put, ElementsAre(gain(2), gain(3)));
}

TEST_F(LiveConfigFormTest, IsNotThereWhereNothingCanBeSet)
{
    EXPECT_FALSE(m_form.isHidden());
    m_form.startOver();
    m_form.present({}, {}, {});
    EXPECT_TRUE(m_form.isHidden());
    EXPECT_THAT(m_put, IsEmpty());
}

} // namespace
} // namespace stellatune::testing
