#include "app/playlist/playlist_file.h"

#include "app/playlist/file_path.h"
#include "tests/fixtures/encoded_audio.h"

#include <QFile>

#include <random>

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace stellatune {
namespace {

QStringList pathsOf(const QByteArray& bytes, PlaylistFormat format = PlaylistFormat::M3u)
{
    const Result<ParsedPlaylist> playlist = parsePlaylist(bytes, format, QStringLiteral("/lists"));
    QStringList paths;
    if (!playlist)
        return {QString::fromStdString("error: " + playlist.error().message)};
    for (const PlaylistFileEntry& entry : playlist->entries)
        paths.append(entry.path);
    return paths;
}

const QStringList kOddNames{"/lists/plain.flac",    "/lists/sub/a b.mp3",
                            "/other/é 日本 🎵.ogg",  "/lists/#hash.flac",
                            "/lists/100%.flac",     "/lists/%41.flac",
                            "/lists/-dash.flac",    "/lists/ lead",
                            "/lists/trail ",        "/lists/back\\slash.wav",
                            "/lists/a\nb\r.flac",   "/lists/http:",
                            "/lists/C:\\x.flac",    "/lists/[playlist]",
                            "/lists/File1=x",       "/lists/\u2028x.flac",
                            "/lists/a,b;c.flac",    "/lists/\"q\".flac",
                            "/listsbeside/x.flac",  "/lists/~/x",
                            "/lists/\ufeffx.flac",  "/x",
                            "/lists/tab\tin.flac",  "/lists/#EXTINF:1,a",
                            "/lists/a?b&c=d#e.flac"};

TEST(PlaylistFile, EveryOddNameComesBack)
{
    QList<PlaylistFileEntry> entries;
    for (const QString& name : kOddNames)
        entries.append({name, QStringLiteral("Artist – Title, %1").arg(entries.size()), 61.0});
    entries.append({"/lists/untitled.flac", {}, 0.0});
    for (const PlaylistFormat format : {PlaylistFormat::M3u, PlaylistFormat::Pls}) {
        const QByteArray bytes = formatPlaylist(entries, format, "/lists");
        const Result<ParsedPlaylist> read = parsePlaylist(bytes, format, "/lists");
        ASSERT_TRUE(read);
        ASSERT_EQ(read->entries.size(), entries.size());
        for (qsizetype i = 0; i < entries.size(); ++i) {
            EXPECT_EQ(read->entries.at(i).path.toStdString(), entries.at(i).path.toStdString());
            EXPECT_EQ(read->entries.at(i), entries.at(i));
        }
        EXPECT_TRUE(read->unsupported.isEmpty());
    }
}

TEST(PlaylistFile, WritesRelativePathsInsideItsFolder)
{
    const QByteArray bytes = formatPlaylist({{"/lists/a/b.flac", "Song", 61.4}, {"/other/c.flac", {}, 0.0}},
                                            PlaylistFormat::M3u, "/lists");
    EXPECT_EQ(bytes, "#EXTM3U\n#EXTINF:61,Song\na/b.flac\n/other/c.flac\n");
}

TEST(PlaylistFile, ReadsWhatOthersWrite)
{
    EXPECT_EQ(pathsOf("\xEF\xBB\xBF#EXTM3U\r\n#EXTINF:123 tvg=\"x\",A - B\r\nM\xC3\xBCsik\\a.mp3\r\n"),
              QStringList("/lists/Müsik/a.mp3"));
    EXPECT_EQ(pathsOf("M\xFCsik.mp3\n"), QStringList("/lists/Müsik.mp3"));
    EXPECT_EQ(pathsOf("C:\\Music\\a.mp3\n../b.mp3\n./c.mp3\rd.mp3"),
              QStringList({"C:/Music/a.mp3", "/b.mp3", "/lists/c.mp3", "/lists/d.mp3"}));
    EXPECT_EQ(pathsOf("file:///m/a%20b.mp3\nfile://localhost/m/c.mp3\n"),
              QStringList({"/m/a b.mp3", "/m/c.mp3"}));
    const QString wide = QStringLiteral("\ufeffä.mp3\n");
    EXPECT_EQ(pathsOf(QByteArray(reinterpret_cast<const char*>(wide.utf16()), wide.size() * 2)),
              QStringList("/lists/ä.mp3"));
    EXPECT_EQ(pathsOf(""), QStringList());
    EXPECT_EQ(pathsOf("[Playlist]\r\nfile2=b.mp3\r\nFile1 = a.mp3\r\nTitle3=no file\r\nNumberOfEntries=9\r\n",
                      PlaylistFormat::Pls),
              QStringList({"/lists/a.mp3", "/lists/b.mp3"}));
}

TEST(PlaylistFile, KeepsTitlesAndLengths)
{
    const auto m3u =
        parsePlaylist("#EXTINF:-1,Radio\na.mp3\n#EXTINF:1e999,x\nb.mp3\n#EXTINF:12.5,Y\n#comment\nc.mp3",
                      PlaylistFormat::M3u, "/");
    ASSERT_TRUE(m3u);
    ASSERT_EQ(m3u->entries.size(), 3);
    EXPECT_EQ(m3u->entries.at(0), (PlaylistFileEntry{"/a.mp3", "Radio", 0.0}));
    EXPECT_EQ(m3u->entries.at(2), (PlaylistFileEntry{"/c.mp3", "Y", 12.5}));
}

TEST(PlaylistFile, NamesNetworkAddressesInsteadOfDroppingThem)
{
    const auto playlist =
        parsePlaylist("a.mp3\nhttp://x.example/y.mp3\nHTTPS://z\n", PlaylistFormat::M3u, "/");
    ASSERT_TRUE(playlist);
    EXPECT_EQ(playlist->entries.size(), 1);
    EXPECT_EQ(playlist->unsupported, QStringList({"http://x.example/y.mp3", "HTTPS://z"}));
    const auto stream =
        parsePlaylist("#EXTM3U\n#EXT-X-TARGETDURATION:10\nseg1.ts\n", PlaylistFormat::M3u, "/");
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().code, ErrorCode::Unsupported);
}

TEST(PlaylistFile, RefusesWhatIsNoPlaylist)
{
    EXPECT_FALSE(parsePlaylist(QByteArray("RIFF\0\0\0\0WAVE", 12), PlaylistFormat::M3u, "/"));
    EXPECT_FALSE(parsePlaylist("<html></html>", PlaylistFormat::Pls, "/"));
}

TEST(PlaylistFile, SurvivesAnyBytes)
{
    std::mt19937 random(11);
    const QByteArray seed =
        formatPlaylist({{"/lists/a.flac", "T", 1}, {"/x\n.ogg", "Ü", 2}}, PlaylistFormat::Pls, "/lists");
    for (int round = 0; round < 3000; ++round) {
        QByteArray bytes = round % 2 == 0 ? seed : QByteArray(static_cast<qsizetype>(random() % 200), ' ');
        for (unsigned i = 0; i < 1 + random() % 30 && !bytes.isEmpty(); ++i)
            bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))] =
                static_cast<char>(random());
        for (const PlaylistFormat format : {PlaylistFormat::M3u, PlaylistFormat::Pls}) {
            const Result<ParsedPlaylist> playlist = parsePlaylist(bytes, format, "/lists");
            if (!playlist) {
                EXPECT_FALSE(playlist.error().message.empty());
                continue;
            }
            for (const PlaylistFileEntry& entry : playlist->entries)
                EXPECT_FALSE(entry.path.isEmpty() || entry.path.contains(QChar::Null));
        }
    }
}

TEST(PlaylistFile, ReadsAndWritesFilesAndSaysWhatFailed)
{
    const fixtures::TempFolder folder;
    const auto in = [&folder](const char* name) { return toQString(folder / name); };
    const QList<PlaylistFileEntry> entries{{in("a.flac"), "A", 3.0}};
    for (const char* name : {"l.m3u8", "l.m3u", "l.PLS"}) {
        ASSERT_TRUE(writePlaylistFile(in(name), entries));
        const auto read = readPlaylistFile(in(name));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->entries, entries);
    }
    QFile pls(in("l.PLS"));
    ASSERT_TRUE(pls.open(QIODevice::ReadOnly));
    EXPECT_TRUE(pls.readAll().startsWith("[playlist]"));

    const auto missing = readPlaylistFile(in("none.m3u"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().message.find("none.m3u"), std::string::npos);
    EXPECT_FALSE(readPlaylistFile(toQString(folder.path())));
    ASSERT_EQ(mkfifo((folder / "pipe.m3u").c_str(), 0600), 0);
    EXPECT_FALSE(readPlaylistFile(in("pipe.m3u")));
    const auto unwritable = writePlaylistFile(in("no/such/folder.m3u8"), entries);
    ASSERT_FALSE(unwritable);
    EXPECT_NE(unwritable.error().message.find("folder.m3u8"), std::string::npos);
}

} // namespace
} // namespace stellatune
