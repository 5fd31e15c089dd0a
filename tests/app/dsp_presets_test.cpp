// Presets of effects on the disk.
#include "app/session/dsp_presets.h"

#include "app/playlist/file_path.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"

#include <QDir>
#include <QFile>

#include <gmock/gmock.h>

namespace stellatune {
namespace {

using fixtures::waitFor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

DspSpec someSpec(const char* config = "{\"gain\":3}")
{
    return {{{1, "org.example.eq", "eq", config, false}}, {}};
}

class DspPresetsTest : public ::testing::Test {
  protected:
    DspPresetsTest() { open(); }
    void open()
    {
        m_presets = std::make_unique<DspPresets>(m_path);
        QObject::connect(m_presets.get(), &DspPresets::failed,
                         [this](const QString& message) { m_failures.push_back(message.toStdString()); });
    }
    std::vector<std::string> names()
    {
        std::vector<std::string> found;
        for (const DspPreset& preset : m_presets->presets())
            found.push_back(preset.name.toStdString());
        return found;
    }

    fixtures::TempFolder m_folder;
    QString m_path = toQString(m_folder / "data/dsp-presets");
    std::unique_ptr<DspPresets> m_presets;
    std::vector<std::string> m_failures;
};

TEST_F(DspPresetsTest, WhatIsSavedIsThereAtTheNextStart)
{
    m_presets->save("night", {});
    m_presets->save("Evening / 50% ..", someSpec());
    m_presets.reset();
    open();
    m_presets->refresh();
    ASSERT_TRUE(waitFor([this] { return m_presets->presets().size() == 2; }));
    EXPECT_THAT(names(), ElementsAre("Evening / 50% ..", "night"));
    EXPECT_EQ(m_presets->presets()[0].spec, someSpec());
    EXPECT_THAT(m_failures, IsEmpty());
    EXPECT_THAT(QDir(m_path).entryList({"*.json.*", "*.tmp*"}, QDir::Files | QDir::Hidden), IsEmpty());
}

TEST_F(DspPresetsTest, CaseDoesNotTellNamesApart)
{
    m_presets->save("Night", {});
    ASSERT_TRUE(waitFor([this] { return m_presets->presets().size() == 1; }));
    m_presets->save("NIGHT", someSpec());
    ASSERT_TRUE(
        waitFor([this] { return m_presets->find("night") && m_presets->find("night")->name == "NIGHT"; }));
    EXPECT_THAT(names(), ElementsAre("NIGHT"));
}

TEST_F(DspPresetsTest, RenamedAndRemoved)
{
    m_presets->save("a", someSpec());
    m_presets->save("b", {});
    m_presets->rename("a", "c");
    ASSERT_TRUE(waitFor([this] { return m_presets->find("c") != nullptr; }));
    EXPECT_THAT(names(), ElementsAre("b", "c"));
    m_presets->rename("c", "b");
    ASSERT_TRUE(waitFor([this] { return !m_failures.empty(); }));
    EXPECT_THAT(names(), ElementsAre("b", "c")) << "neither takes the other's place";
    m_presets->remove("b");
    m_presets->remove("c");
    ASSERT_TRUE(waitFor([this] { return m_presets->presets().empty(); }));
}

TEST_F(DspPresetsTest, ADamagedFileIsNamedAndKept)
{
    ASSERT_TRUE(QDir().mkpath(m_path));
    QFile file(m_path + "/Old.json");
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("{\"version\": 1, ");
    file.close();
    m_presets->refresh();
    ASSERT_TRUE(waitFor([this] { return m_presets->presets().size() == 1; }));
    const DspPreset& preset = m_presets->presets().front();
    EXPECT_EQ(preset.name, "Old");
    EXPECT_TRUE(preset.damage.contains(m_path + "/Old.json")) << preset.damage.toStdString();
    EXPECT_TRUE(QFile::exists(m_path + "/Old.json"));
}

TEST_F(DspPresetsTest, AFolderThatCannotBeMadeIsToldWithItsName)
{
    QFile file(toQString(m_folder / "data"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    m_presets->save("a", {});
    ASSERT_TRUE(waitFor([this] { return !m_failures.empty(); }));
    EXPECT_NE(m_failures.front().find("dsp-presets"), std::string::npos) << m_failures.front();
}

TEST(DspPresetNames, WhatIsNoName)
{
    EXPECT_EQ(DspPresets::objectionTo("Évening 2"), "");
    for (const QString& name : {QString(), QStringLiteral("  "), QStringLiteral("a\nb"), QString(61, u'x')})
        EXPECT_NE(DspPresets::objectionTo(name), "") << name.toStdString();
}

} // namespace
} // namespace stellatune
