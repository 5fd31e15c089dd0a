// The form that is made from a plugin's schema.
#include "app/ui/settings/config_form.h"

#include "tests/app/wait_for.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QTest>
#include <QWheelEvent>

#include <gmock/gmock.h>

namespace stellatune::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kSchema = R"({
  "type": "object",
  "properties": {
    "mode": {"type": "string", "title": "Mode", "x-order": 1, "default": "own",
             "oneOf": [{"const": "own", "title": "My own"},
                       {"const": "loud", "title": "Loud", "x-sets": {"gains": [3, 3], "drive": 2.5}}]},
    "gains": {"type": "array", "title": "Bands", "x-unit": "dB", "x-order": 2, "minItems": 2, "maxItems": 2,
              "x-labels": ["low", "high"], "default": [0, 0],
              "items": {"type": "number", "minimum": -12, "maximum": 12, "multipleOf": 0.5}},
    "drive": {"type": "number", "title": "Drive", "x-unit": "dB", "x-group": "Level", "x-order": 3,
              "minimum": -24, "maximum": 24, "multipleOf": 0.5, "default": 0},
    "cut": {"type": "number", "title": "Cut", "x-unit": "Hz", "x-order": 4,
            "minimum": 20, "maximum": 20000, "default": 1000},
    "soft": {"type": "boolean", "title": "Soft", "default": true, "description": "Not hard."},
    "threads": {"type": "integer", "title": "Threads", "minimum": 1, "maximum": 8, "default": 2},
    "server": {"type": "string", "title": "Server", "default": "", "maxLength": 12},
    "token": {"type": "string", "title": "Token", "format": "password", "default": ""},
    "rows": {"type": "array", "title": "Rows", "x-order": 9, "maxItems": 2, "default": [],
             "items": {"type": "object", "properties": {
                "on": {"type": "boolean", "title": "On", "x-order": 1, "default": true},
                "q": {"type": "number", "title": "Q", "x-order": 2, "default": 0.7}}}},
    "odd": {"type": "object", "title": "Objects are none of the subset"}
  }
})";

class ConfigFormTest : public ::testing::Test {
  protected:
    ConfigFormTest()
    {
        QObject::connect(&m_form, &ConfigForm::changed,
                         [this](const std::string& config) { m_told.push_back(config); });
    }
    void present(const std::string& config) { m_form.present(kSchema, "{}", config); }
    template <typename T>
    T* child(const char* name)
    {
        T* found = m_form.findChild<T*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    std::string told()
    {
        EXPECT_TRUE(fixtures::waitFor([this] { return !m_told.empty(); }));
        return m_told.empty() ? std::string() : m_told.back();
    }

    ConfigForm m_form;
    std::vector<std::string> m_told;
};

TEST(ConfigSchema, FieldsStandInTheirOrderAndGroups)
{
    std::vector<std::string> keys;
    for (const ConfigField& field : configFields(kSchema))
        keys.push_back(field.key.toStdString());
    EXPECT_THAT(keys,
                ElementsAre("mode", "gains", "cut", "rows", "server", "soft", "threads", "token", "drive"));
}

TEST(ConfigSchema, WhatIsNoSchemaHasNoFields)
{
    for (const char* schema : {"", "{", "[]", "7", R"({"properties": 3})", R"({"properties": {"a": 1}})"})
        EXPECT_THAT(configFields(schema), IsEmpty()) << schema;
}

TEST_F(ConfigFormTest, AKeyThatIsAbsentMeansItsDefault)
{
    present(R"({"drive": -3.5})");
    EXPECT_EQ(child<QDoubleSpinBox>("config_driveBox")->value(), -3.5);
    EXPECT_EQ(child<QDoubleSpinBox>("config_cutBox")->value(), 1000.0);
    EXPECT_EQ(child<QDoubleSpinBox>("config_cutBox")->text(), "1000 Hz");
    EXPECT_TRUE(child<QCheckBox>("config_softBox")->isChecked());
    EXPECT_EQ(child<QLineEdit>("config_tokenLine")->echoMode(), QLineEdit::Password);
    EXPECT_THAT(m_told, IsEmpty());
}

TEST_F(ConfigFormTest, WhatTheSchemaDoesNotKnowIsHandedOver)
{
    present(R"({"later": {"a": 1}})");
    child<QCheckBox>("config_softBox")->click();
    EXPECT_EQ(told(), R"({"later":{"a":1},"soft":false})");
}

TEST_F(ConfigFormTest, ManyChangesInARowAreToldAsOne)
{
    present("{}");
    auto* slider = child<QSlider>("config_gainsSlider2");
    for (int place = 1; place <= 10; ++place)
        slider->setValue(place);
    EXPECT_EQ(told(), R"({"gains":[0,5]})");
    EXPECT_EQ(m_told.size(), 1u);
}

TEST_F(ConfigFormTest, AWideRangeIsCoveredByFactors)
{
    present("{}");
    auto* slider = child<QSlider>("config_cutSlider");
    slider->setValue(slider->maximum() / 2);
    EXPECT_EQ(told(), R"({"cut":632})") << "in the middle of 20 Hz and 20 kHz, in three figures";
    slider->setValue(slider->maximum());
    EXPECT_EQ(child<QDoubleSpinBox>("config_cutBox")->value(), 20000.0);
}

TEST_F(ConfigFormTest, AChoiceSetsWhatItStandsFor)
{
    present("{}");
    child<QComboBox>("config_modeBox")->setCurrentIndex(1);
    EXPECT_EQ(told(), R"({"drive":2.5,"gains":[3,3],"mode":"loud"})");
    EXPECT_EQ(child<QSlider>("config_gainsSlider1")->value(), 6);
    m_told.clear();
    child<QSlider>("config_gainsSlider1")->setValue(2);
    EXPECT_EQ(told(), R"({"drive":2.5,"gains":[1,3],"mode":"own"})") << "it is the user's own now";
    EXPECT_EQ(child<QComboBox>("config_modeBox")->currentText(), "My own");
}

TEST_F(ConfigFormTest, RowsAreAddedAndRemovedUpToTheLimit)
{
    present("{}");
    auto* add = child<QAbstractButton>("config_rowsAdd");
    add->click();
    EXPECT_EQ(told(), R"({"rows":[{"on":true,"q":0.7}]})");
    add->click();
    EXPECT_FALSE(add->isEnabled()) << "two at most";
    child<QDoubleSpinBox>("config_rows2qBox")->setValue(1.5);
    m_form.flush();
    EXPECT_EQ(told(), R"({"rows":[{"on":true,"q":0.7},{"on":true,"q":1.5}]})");
    child<QAbstractButton>("config_rows1Remove")->click();
    m_form.flush();
    EXPECT_EQ(told(), R"({"rows":[{"on":true,"q":1.5}]})");
    EXPECT_TRUE(add->isEnabled());
}

TEST_F(ConfigFormTest, WhatIsTypedCountsForTheRowItStandsInWhenRowsGo)
{
    m_form.show();
    m_form.activateWindow();
    present(R"({"rows": [{"q": 1}, {"q": 2}]})");
    auto* typed = child<QDoubleSpinBox>("config_rows1qBox");
    typed->setFocus();
    ASSERT_TRUE(fixtures::waitFor([&] { return typed->hasFocus(); }));
    typed->selectAll();
    QTest::keyClicks(typed, "5");
    child<QAbstractButton>("config_rows1Remove")->click(); // the first
    m_form.flush();
    EXPECT_EQ(told(), R"({"rows":[{"q":2}]})");
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    auto* last = child<QDoubleSpinBox>("config_rows1qBox");
    last->setFocus();
    last->selectAll();
    QTest::keyClicks(last, "7");
    child<QAbstractButton>("config_rows1Remove")->click(); // the last one
    m_form.flush();
    EXPECT_EQ(told(), R"({"rows":[]})");
}

TEST_F(ConfigFormTest, AnotherFormForgetsWhatIsBeingTyped)
{
    m_form.show();
    m_form.activateWindow();
    present("{}");
    auto* line = child<QLineEdit>("config_serverLine");
    line->setFocus();
    ASSERT_TRUE(fixtures::waitFor([&] { return line->hasFocus(); }));
    QTest::keyClicks(line, "music");
    m_form.present(R"({"type": "object", "properties": {"a": {"type": "boolean"}}})", "{}", "{}");
    m_form.flush();
    EXPECT_THAT(m_told, IsEmpty());
    EXPECT_EQ(m_form.config(), "{}");
}

TEST_F(ConfigFormTest, ARefusalStandsAtTheFieldItNames)
{
    present("{}");
    m_form.showRefusal("\"drive\" must be less than that.");
    auto* refusal = child<QLabel>("config_drive_refusal");
    EXPECT_FALSE(refusal->isHidden());
    EXPECT_EQ(refusal->text(), "“Drive” must be less than that.");
    child<QDoubleSpinBox>("config_driveBox")->setValue(1.0);
    EXPECT_TRUE(refusal->isHidden()) << "it was about the value before";
    m_form.showRefusal("Not on Sundays.");
    EXPECT_FALSE(child<QLabel>("configRefusal")->isHidden());
}

TEST_F(ConfigFormTest, ResetBringsTheDefaultsBack)
{
    present(R"({"drive": 6, "soft": false, "rows": [{}]})");
    auto* reset = child<QAbstractButton>("configReset");
    reset->click();
    m_form.flush();
    EXPECT_EQ(configFields(kSchema).size(), 9u);
    EXPECT_EQ(child<QDoubleSpinBox>("config_driveBox")->value(), 0.0);
    EXPECT_TRUE(child<QCheckBox>("config_softBox")->isChecked());
    EXPECT_FALSE(reset->isEnabled());
    EXPECT_NE(told().find(R"("rows":[])"), std::string::npos);
}

TEST_F(ConfigFormTest, AResetCanBeTakenBackUntilSomethingElseIsSet)
{
    m_form.show();
    present(R"({"drive": 6, "soft": false, "unknown": 1})");
    const std::string before = m_form.config();
    auto* undo = child<QAbstractButton>("configUndo");
    EXPECT_FALSE(undo->isVisible());
    child<QAbstractButton>("configReset")->click();
    ASSERT_TRUE(undo->isVisible());
    undo->click();
    m_form.flush();
    EXPECT_EQ(told(), before) << "and what the schema does not know";
    EXPECT_EQ(child<QDoubleSpinBox>("config_driveBox")->value(), 6.0);
    EXPECT_FALSE(undo->isVisible());

    child<QAbstractButton>("configReset")->click();
    QTest::keyClick(&m_form, Qt::Key_Z, Qt::ControlModifier);
    m_form.flush();
    EXPECT_EQ(told(), before);
    child<QAbstractButton>("configReset")->click();
    child<QDoubleSpinBox>("config_driveBox")->setValue(3.0);
    EXPECT_FALSE(undo->isVisible()) << "what was set since would be lost";
    child<QAbstractButton>("configReset")->click();
    present(before);
    EXPECT_FALSE(undo->isVisible()) << "that was about other settings";
}

TEST_F(ConfigFormTest, TextIsToldWhenItIsFinished)
{
    m_form.show();
    present("{}");
    auto* line = child<QLineEdit>("config_serverLine");
    QTest::keyClicks(line, "music.example.org");
    m_form.flush();
    EXPECT_THAT(m_told, IsEmpty()) << "half a name is none";
    QTest::keyClick(line, Qt::Key_Return);
    EXPECT_EQ(told(), R"({"server":"music.exampl"})") << "twelve characters at most";
}

TEST_F(ConfigFormTest, AValueThatDoesNotFitIsNotChangedByLooking)
{
    const std::string config = R"({"cut":7,"mode":"of a later version"})";
    present(config);
    EXPECT_EQ(child<QDoubleSpinBox>("config_cutBox")->value(), 20.0);
    EXPECT_EQ(child<QComboBox>("config_modeBox")->currentIndex(), -1);
    EXPECT_EQ(m_form.config(), config);
}

TEST_F(ConfigFormTest, ScrollingPastAFieldChangesNothing)
{
    m_form.show();
    present("{}");
    for (const char* name :
         {"config_driveBox", "config_driveSlider", "config_modeBox", "config_gainsSlider1"}) {
        auto* field = child<QWidget>(name);
        field->clearFocus();
        QWheelEvent wheel(QPointF(5, 5), field->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(field, &wheel);
    }
    m_form.flush();
    EXPECT_THAT(m_told, IsEmpty());
}

} // namespace
} // namespace stellatune::testing
