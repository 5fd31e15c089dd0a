#include "app/session/session_store.h"

#include "app/playlist/file_path.h"
#include "app/session/data_folder.h"
#include "app/session/recent_files.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>

#include <random>

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

namespace stellatune {
namespace {

using fixtures::TempFolder;
using fixtures::waitFor;

SessionState sample(int rows)
{
    SessionState state;
    for (int i = 0; i < rows; ++i) {
        PlaylistTrack track = makeTrack(QStringLiteral("/m/ä \"%1\"\n.flac").arg(i));
        if (i % 2 == 0) {
            track.title = QStringLiteral("Títle %1").arg(i);
            track.artist = "Artist";
            track.album = "Album";
            track.trackNumber = static_cast<uint32_t>(i + 1);
            track.discNumber = 2;
            track.durationSeconds = i + 0.25;
            track.tagState = TagState::Read;
        }
        state.tracks.append(track);
    }
    state.currentRow = rows - 1;
    state.positionSeconds = 12.5;
    state.volumePercent = 33.25;
    state.muted = true;
    state.repeat = RepeatMode::One;
    state.shuffle = true;
    state.sortColumn = 3;
    state.sortOrder = Qt::DescendingOrder;
    state.geometry = QByteArray("\x00\x01\xff geometry", 12);
    state.settingsGeometry = QByteArray("\x00\xfe settings", 11);
    state.settingsPage = "soundPage";
    state.columnWidths = {40, 300, 200};
    state.output = {{"plugin", "org.example.recorder/tape:ü"},
                    RatePolicy::Fixed,
                    96'000,
                    ResampleQuality::VeryHigh,
                    LfePolicy::MixStrong,
                    2048,
                    R"({"folder": "/ü"})"};
    state.sinks = {{"org.example.recorder/tape", {"left", R"({"folder": "/ü"})"}}, {"a.b/c", {}}};
    state.decoders = {{"org.example.tracker/openmpt", R"({"rate": 96000})"}, {"a.b/c", ""}};
    state.fadesOn = false;
    state.fades.play = std::chrono::milliseconds(0);
    state.fades.switchTrack = std::chrono::milliseconds(1234);
    state.replayGain = {ReplayGainMode::Album, -3.5, 2.0, false};
    state.dsp.beforeMapping = {{7, "org.example.eq", "eq", R"({"gains":[0.5,-3]})", true}};
    state.dsp.afterMapping = {{2, "org.example.limiter", "limiter", {}, false}};
    state.theme = "dark";
    state.sidePanel = false;
    state.recentFiles = {"/a.m3u8", "/b"};
    return state;
}

/// Ids are new at each start.
void expectSame(SessionState actual, SessionState expected)
{
    ASSERT_EQ(actual.tracks.size(), expected.tracks.size());
    for (SessionState* state : {&actual, &expected}) {
        for (PlaylistTrack& track : state->tracks)
            track.id = 0;
    }
    EXPECT_EQ(actual.tracks, expected.tracks);
    EXPECT_EQ(actual.currentRow, expected.currentRow);
    EXPECT_EQ(actual.positionSeconds, expected.positionSeconds);
    EXPECT_EQ(actual.volumePercent, expected.volumePercent);
    EXPECT_EQ(actual.muted, expected.muted);
    EXPECT_EQ(actual.repeat, expected.repeat);
    EXPECT_EQ(actual.shuffle, expected.shuffle);
    EXPECT_EQ(actual.sortColumn, expected.sortColumn);
    EXPECT_EQ(actual.sortOrder, expected.sortOrder);
    EXPECT_EQ(actual.geometry, expected.geometry);
    EXPECT_EQ(actual.settingsGeometry, expected.settingsGeometry);
    EXPECT_EQ(actual.settingsPage, expected.settingsPage);
    EXPECT_EQ(actual.columnWidths, expected.columnWidths);
    EXPECT_EQ(actual.output, expected.output);
    EXPECT_EQ(actual.sinks, expected.sinks);
    EXPECT_EQ(actual.decoders, expected.decoders);
    EXPECT_EQ(actual.fades, expected.fades);
    EXPECT_EQ(actual.fadesOn, expected.fadesOn);
    EXPECT_EQ(actual.replayGain, expected.replayGain);
    EXPECT_EQ(actual.dsp, expected.dsp);
    EXPECT_EQ(actual.theme, expected.theme);
    EXPECT_EQ(actual.sidePanel, expected.sidePanel);
    EXPECT_EQ(actual.recentFiles, expected.recentFiles);
}

struct SessionTest : testing::Test {
    TempFolder folder;
    QString path = toQString(folder.path());

    void write(const QByteArray& bytes)
    {
        QFile file(path + "/session.json");
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
};

TEST_F(SessionTest, EverythingComesBack)
{
    const SessionState state = sample(20'000);
    SessionStore store(path);
    store.setSource([&state] { return state; });
    ASSERT_TRUE(store.saveNow());
    const SessionStore::Loaded loaded = SessionStore(path).load();
    EXPECT_EQ(loaded.notice, "");
    expectSame(loaded.state, state);
}

TEST_F(SessionTest, EffectsThatCannotBeReadAreKeptUntilThereAreOthers)
{
    QJsonObject root = QJsonDocument::fromJson(toJson({})).object();
    const QJsonObject strange{{"beforeMapping", "none of this version"}};
    root["dsp"] = strange;
    const Result<SessionState> read = sessionFromJson(QJsonDocument(root).toJson());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->dsp, DspSpec{});
    EXPECT_NE(read->dspTrouble, "");
    EXPECT_EQ(QJsonDocument::fromJson(toJson(*read)).object()["dsp"].toObject(), strange);
    SessionState changed = *read;
    changed.dsp = sample(1).dsp;
    const Result<SessionState> again = sessionFromJson(toJson(changed));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->dsp, changed.dsp);
    EXPECT_EQ(again->dspTrouble, "");
}

TEST_F(SessionTest, TheFirstStartIsEmptyAndSilent)
{
    const SessionStore::Loaded loaded = SessionStore(path).load();
    EXPECT_EQ(loaded.notice, "");
    expectSame(loaded.state, {});
}

TEST_F(SessionTest, ADamagedFileIsKeptAsideAndSaidSo)
{
    const QByteArray whole = toJson(sample(5));
    const std::vector<QByteArray> damaged{"",
                                          "{",
                                          "[]",
                                          "null",
                                          "{\"version\":99}",
                                          "{}",
                                          "\xff\xfe\0garbage",
                                          whole.left(whole.size() / 2),
                                          whole.chopped(1)};
    for (const QByteArray& bytes : damaged) {
        write(bytes);
        const SessionStore::Loaded loaded = SessionStore(path).load();
        EXPECT_TRUE(loaded.notice.contains("session.json.damaged")) << bytes.left(20).toStdString();
        expectSame(loaded.state, {});
        QFile aside(path + "/session.json.damaged");
        ASSERT_TRUE(aside.open(QIODevice::ReadOnly));
        EXPECT_EQ(aside.readAll(), bytes);
        EXPECT_FALSE(QFile::exists(path + "/session.json"));
    }
}

TEST_F(SessionTest, ValuesThatMakeNoSenseBecomeDefaults)
{
    write(
        R"({"version":1,"volumePercent":1e9,"positionSeconds":-4,"repeat":"sometimes","columnWidths":"x","muted":3,
              "currentRow":1,"output":{"fixedRate":1,"bufferFrames":-1,"lfe":7},"fades":[],"recentFiles":[1,"","/r"],
              "tracks":[{"path":""},{"path":"/a","track":-1,"seconds":"long"},5,null,{"title":"no path"}]})");
    const SessionStore::Loaded loaded = SessionStore(path).load();
    EXPECT_EQ(loaded.notice, "");
    SessionState expected;
    expected.tracks = {makeTrack("/a")};
    expected.currentRow = 0;
    expected.recentFiles = QStringList("/r");
    expectSame(loaded.state, expected);
}

TEST_F(SessionTest, AnyDamageIsSurvived)
{
    std::mt19937 random(5);
    const QByteArray whole = toJson(sample(4));
    for (int round = 0; round < 2000; ++round) {
        QByteArray bytes = whole;
        for (unsigned i = 0; i < 1 + random() % 4; ++i)
            bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))] =
                static_cast<char>(random());
        const Result<SessionState> state = sessionFromJson(bytes);
        if (state) {
            EXPECT_LT(state->currentRow, state->tracks.size());
        }
    }
}

TEST_F(SessionTest, ManyChangesMakeOneSaveInTheBackground)
{
    const SessionState state = sample(3);
    int asked = 0;
    SessionStore store(path);
    store.setSource([&] {
        ++asked;
        return state;
    });
    QSignalSpy saved(&store, &SessionStore::saved);
    for (int i = 0; i < 100; ++i)
        store.markChanged();
    EXPECT_EQ(asked, 0);
    ASSERT_TRUE(waitFor([&] { return saved.count() == 1; }));
    EXPECT_EQ(asked, 1);
    expectSame(SessionStore(path).load().state, state);
}

TEST_F(SessionTest, AFolderThatIsGoneIsToldOnce)
{
    SessionStore store(path + "/gone");
    store.setSource([] { return SessionState{}; });
    QSignalSpy failed(&store, &SessionStore::failed);
    EXPECT_FALSE(store.saveNow());
    EXPECT_FALSE(store.saveNow());
    ASSERT_EQ(failed.count(), 1);
    EXPECT_TRUE(failed.at(0).at(0).toString().contains("/gone/session.json"));
}

TEST_F(SessionTest, AKillAtAnyMomentLeavesAWholeFile)
{
    std::mt19937 random(1);
    int found = 0;
    for (int round = 0; round < 25; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {"--role=save-session", path});
        ASSERT_TRUE(child.waitForReadyRead(30'000)); // the first save is done, the next under way
        usleep(random() % 30'000);                   // which moment does not matter, only that it differs
        child.kill();
        ASSERT_TRUE(child.waitForFinished());
        const SessionStore::Loaded loaded = SessionStore(path).load();
        ASSERT_EQ(loaded.notice, "");
        ASSERT_EQ(loaded.state.tracks.size(), 3000);
        ASSERT_EQ(loaded.state.tracks.last().durationSeconds, loaded.state.currentRow + 1.0);
        found += loaded.state.currentRow;
        ASSERT_EQ(QDir(path).entryList(QDir::Files | QDir::Hidden), QStringList("session.json"));
    }
    EXPECT_GT(found, 0);
}

TEST_F(SessionTest, OneOwnerPerDataFolder)
{
    const QString inside = path + "/new/data";
    {
        const auto owner = DataFolder::claim(inside);
        ASSERT_TRUE(owner);
        ASSERT_TRUE(*owner);
        EXPECT_EQ((*owner)->filePath("x"), inside + "/x");
        struct stat status {};
        ASSERT_EQ(stat(QFile::encodeName(inside).constData(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0700U);
        QProcess second;
        second.start(QCoreApplication::applicationFilePath(), {"--role=claim", inside});
        ASSERT_TRUE(second.waitForFinished());
        EXPECT_EQ(second.readAllStandardOutput(), "taken\n");
    }
    const auto again = DataFolder::claim(inside);
    ASSERT_TRUE(again);
    EXPECT_TRUE(*again);
}

TEST_F(SessionTest, TheLockOfAKilledProcessIsTakenOver)
{
    QProcess owner;
    owner.start(QCoreApplication::applicationFilePath(), {"--role=start", path});
    ASSERT_TRUE(owner.waitForReadyRead(30'000));
    EXPECT_EQ(owner.readAllStandardOutput(), "owner\n");
    const auto refused = DataFolder::claim(path);
    ASSERT_TRUE(refused);
    EXPECT_FALSE(*refused);
    owner.kill();
    ASSERT_TRUE(owner.waitForFinished());
    const auto taken = DataFolder::claim(path);
    ASSERT_TRUE(taken);
    EXPECT_TRUE(*taken);
}

TEST_F(SessionTest, AnUnusableDataFolderIsNamedWithARemedy)
{
    write("a file");
    for (const QString& bad :
         {path + "/session.json", path + "/session.json/below", QStringLiteral("/proc/nowhere")}) {
        const auto folderOrError = DataFolder::claim(bad);
        ASSERT_FALSE(folderOrError);
        EXPECT_NE(folderOrError.error().message.find(bad.toStdString()), std::string::npos);
        EXPECT_NE(folderOrError.error().message.find("--data-dir"), std::string::npos);
    }
    EXPECT_TRUE(QDir::isAbsolutePath(resolveDataFolder({})));
    EXPECT_EQ(resolveDataFolder("/a/../b/"), "/b");
}

TEST(RecentFiles, KeepsTheNewestOnTopOnce)
{
    RecentFiles recent;
    QSignalSpy changed(&recent, &RecentFiles::changed);
    for (int i = 0; i < 12; ++i)
        recent.add(QString::number(i));
    EXPECT_EQ(recent.list().size(), RecentFiles::kMax);
    recent.add("5");
    EXPECT_EQ(recent.list().mid(0, 2), QStringList({"5", "11"}));
    EXPECT_EQ(recent.list().count("5"), 1);
    recent.add("5");
    EXPECT_EQ(changed.count(), 13);
    recent.remove("5");
    EXPECT_EQ(recent.list().first(), "11");
    recent.clear();
    EXPECT_TRUE(recent.list().isEmpty());
}

} // namespace
} // namespace stellatune
