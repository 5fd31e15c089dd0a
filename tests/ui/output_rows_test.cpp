// Where sound can be sent to, in rows.
#include "app/ui/output_rows.h"

#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using Kind = OutputRow::Kind;

const QList<DeviceInfo> kDevices{{{"pulse", "Card"}, "Card", true, 2, {}},
                                 {{"pulse", "Headphones"}, "Headphones", false, 8, {44'100, 96'000}},
                                 {{"alsa", "hw:0"}, "hw:0", false, 2, {48'000}},
                                 {{"null", ""}, "No sound", true, 8, {}}};

PluginStatus recorder(bool isEnabled)
{
    PluginStatus plugin;
    plugin.desired.id = "org.example.recorder";
    plugin.desired.enabled = isEnabled;
    plugin.state = isEnabled ? PluginStatus::State::Enabled : PluginStatus::State::Disabled;
    plugin.metadata.info.name = "Recorder";
    plugin.metadata.capabilities.push_back({CapabilityKind::Output, "tape", "Tape deck", {}, {}, {}});
    return plugin;
}

QStringList shown(const std::vector<OutputRow>& rows)
{
    QStringList lines;
    for (const OutputRow& row : rows) {
        const QString mark = row.kind == Kind::Heading   ? QStringLiteral("# ")
                             : row.kind == Kind::Missing ? QStringLiteral("? ")
                                                         : QString();
        lines.append(mark + row.title + (row.note.isEmpty() ? QString() : QStringLiteral(": ") + row.note));
    }
    return lines;
}

TEST(OutputRows, StandUnderTheSystemTheyBelongTo)
{
    EXPECT_EQ(shown(outputRows(&kDevices, {recorder(true)}, {})),
              QStringList({"Automatic: the first of these that works", "# PulseAudio", "Card: default",
                           "Headphones: 8 channels, up to 96 kHz", "# ALSA", "hw:0: 48 kHz only", "# Plugins",
                           "Tape deck: Recorder", "# Silence", "No sound"}));
}

TEST(OutputRows, TheChosenOneIsThereEvenWhenItIsNot)
{
    const auto rowOf = [](const DeviceChoice& chosen, const std::vector<PluginStatus>& plugins,
                          bool isAnswered = true) {
        for (const OutputRow& row : outputRows(isAnswered ? &kDevices : nullptr, plugins, chosen)) {
            if (row.kind != Kind::Heading && row.choice == withoutTarget(chosen))
                return shown({row}).first();
        }
        return QStringLiteral("nowhere");
    };
    EXPECT_EQ(rowOf({"pulse", "Card"}, {}), "Card: default");
    EXPECT_EQ(rowOf({"pulse", "Speakers"}, {}), "? Speakers: not connected");
    EXPECT_EQ(rowOf({"pulse", "Speakers"}, {}, false), "Speakers") << "nobody has answered yet";
    EXPECT_EQ(rowOf({"pulse", ""}, {}), "Default device");
    EXPECT_EQ(rowOf({"jack", ""}, {}), "? Default device: not connected");
    EXPECT_EQ(rowOf({"file", "/tmp/a.wav"}, {}), "/tmp/a.wav");
    const DeviceChoice tape{"plugin", "org.example.recorder/tape:left"};
    EXPECT_EQ(rowOf(tape, {recorder(true)}), "Tape deck: Recorder");
    EXPECT_EQ(rowOf(tape, {recorder(false)}), "? Tape deck: its plugin is switched off");
    PluginStatus failed = recorder(true);
    failed.state = PluginStatus::State::Failed;
    EXPECT_EQ(rowOf(tape, {failed}), "? Tape deck: its plugin failed");
    EXPECT_EQ(rowOf(tape, {}), "? org.example.recorder/tape: its plugin is not installed");
}

TEST(OutputRows, TheOneThatFailedIsMarkedAlone)
{
    const DeviceChoice tape{"plugin", "org.example.recorder/tape:left"};
    const std::vector<OutputRow> good = outputRows(&kDevices, {recorder(true)}, tape);
    const std::vector<OutputRow> rows = outputRows(&kDevices, {recorder(true)}, tape, true, true);
    ASSERT_EQ(rows.size(), good.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].title != "Tape deck") {
            EXPECT_EQ(rows[i], good[i]);
            continue;
        }
        EXPECT_EQ(rows[i].kind, Kind::Failed);
        EXPECT_EQ(rows[i].note, "Recorder, failed");
    }
    const auto off = outputRows(&kDevices, {recorder(false)}, tape, true, true);
    EXPECT_TRUE(shown(off).contains("? Tape deck: its plugin is switched off")) << "that says more";
}

} // namespace
} // namespace stellatune::testing
