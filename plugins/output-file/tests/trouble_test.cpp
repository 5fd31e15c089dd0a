// Full disks, forbidden and vanishing folders: the words, and what is left.
#include "plugins/output-file/tests/sink_fixture.h"

#include "file_errors.h"

#include <cerrno>
#include <csignal>

#include <gmock/gmock.h>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stellatune::filesink {
namespace {

/// While it lives, what is asked of the system's fsync() is noted, and can be refused.
class SyncWatch {
  public:
    explicit SyncWatch(int refusal = 0) : m_refusal(refusal) { s_current = this; }
    ~SyncWatch() { s_current = nullptr; }
    SyncWatch(const SyncWatch&) = delete;
    SyncWatch& operator=(const SyncWatch&) = delete;

    const std::vector<std::string>& synced() const { return m_synced; }

    static int sync(int descriptor)
    {
        if (s_current != nullptr) {
            s_current->m_synced.push_back(
                std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor)).string());
            if (s_current->m_refusal != 0) {
                errno = s_current->m_refusal;
                return -1;
            }
        }
        return static_cast<int>(::syscall(SYS_fsync, descriptor));
    }

  private:
    static inline SyncWatch* s_current = nullptr;
    const int m_refusal;
    std::vector<std::string> m_synced;
};

} // namespace
} // namespace stellatune::filesink

// The plugin finds this one before the system's.
extern "C" __attribute__((visibility("default"))) int fsync(int descriptor)
{
    return stellatune::filesink::SyncWatch::sync(descriptor);
}

namespace stellatune::filesink {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// While it lives, no file of this process grows beyond that many bytes.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        m_signal = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_signal);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit m_before{};
    void (*m_signal)(int) = nullptr;
};

/// While it lives, this process is nobody in particular, when it was root.
class Unprivileged {
  public:
    Unprivileged() { m_changed = geteuid() == 0 && seteuid(65'534) == 0; }
    ~Unprivileged()
    {
        if (m_changed) {
            EXPECT_EQ(seteuid(0), 0);
        }
    }
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;

  private:
    bool m_changed = false;
};

class FullDisk : public SinkTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(FullDisk, endsTheSessionAndKeepsWhatFitted)
{
    const std::string extension = GetParam();
    const Pcm pcm = fixtures::noise(100'000);
    const auto sink = makeSink("\"format\": \"" + extension + "\"");
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "x"})");
    {
        const FileSizeLimit limit(100'000);
        const Result<void> written = write(*sink, pcm.asFloat(), 2);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::NoSpace);
        EXPECT_THAT(written.error().message,
                    AllOf(HasSubstr((folder() / "x.").string()), HasSubstr("Choose another folder")));
        EXPECT_EQ(sink->status()->state, ST_SINK_FAILED);
        const Result<void> again = write(*sink, pcm.asFloat(), 2);
        ASSERT_FALSE(again);
        EXPECT_EQ(again.error().message, written.error().message);
        EXPECT_TRUE(sink->close());
    }
    EXPECT_THAT(files(), ElementsAre("x." + extension + ".part"));

    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "x"})");
    write(*sink, pcm);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("x." + extension, "x." + extension + ".part"));
    EXPECT_TRUE(readSound(folder() / ("x." + extension)).integers == pcm.samples);
}

INSTANTIATE_TEST_SUITE_P(Both, FullDisk, ::testing::Values("wav", "flac"));

TEST_F(SinkTest, diskFullAtTheFirstByte)
{
    const Pcm pcm = fixtures::noise(100'000);
    for (const std::string_view config : {R"("format": "wav")", R"("format": "flac")"}) {
        const auto sink = makeSink(config);
        open(*sink, formatOf(pcm));
        const FileSizeLimit limit(0);
        const Result<void> written = write(*sink, pcm.asFloat(), 2);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::NoSpace) << written.error().message;
    }
}

TEST_F(SinkTest, diskFullAtTheLastBlock)
{
    const Pcm pcm = fixtures::noise(3000); // FLAC gathers it all until the end
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "x"})");
    write(*sink, pcm);
    const FileSizeLimit limit(1000);
    const Result<void> next = sink->beginTrack(R"({"title": "y"})");
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().code, ErrorCode::NoSpace) << next.error().message;
    EXPECT_EQ(sink->status()->state, ST_SINK_FAILED);
    EXPECT_THAT(files(), ElementsAre("x.flac.part"));
    EXPECT_TRUE(sink->close());
}

TEST_F(SinkTest, refusedFlushEndsTheSession)
{
    const Pcm pcm = fixtures::noise(20'000);
    for (const std::string_view config : {R"("format": "wav")", R"("format": "flac")"}) {
        const auto sink = makeSink(config);
        open(*sink, formatOf(pcm));
        EXPECT_TRUE(sink->flush()) << "nothing to store yet";
        write(*sink, pcm);
        EXPECT_TRUE(sink->flush());
        Result<void> flushed;
        {
            const SyncWatch watch(EIO);
            flushed = sink->flush();
        }
        ASSERT_FALSE(flushed);
        EXPECT_EQ(flushed.error().code, ErrorCode::Io);
        EXPECT_EQ(sink->status()->state, ST_SINK_FAILED);
        const Result<void> again = sink->flush();
        ASSERT_FALSE(again) << "the failure is forgotten";
        EXPECT_EQ(again.error().message, flushed.error().message);
        EXPECT_FALSE(write(*sink, pcm.asFloat(), 2));
        EXPECT_TRUE(sink->close());
        open(*sink, formatOf(pcm));
        EXPECT_TRUE(sink->flush()) << "a new session starts afresh";
        close(*sink);
    }
}

TEST_F(SinkTest, flushAfterAFullDiskFails)
{
    const Pcm pcm = fixtures::noise(100'000);
    const auto sink = makeSink(R"("format": "wav")");
    open(*sink, formatOf(pcm));
    const FileSizeLimit limit(100'000);
    ASSERT_FALSE(write(*sink, pcm.asFloat(), 2));
    const Result<void> flushed = sink->flush();
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().code, ErrorCode::NoSpace);
    EXPECT_TRUE(sink->close());
}

TEST_F(SinkTest, filesAndTheirNamesAreOnTheDiskWhenTheTrackEnds)
{
    const Pcm pcm = fixtures::noise(5000);
    const auto sink = makeSink(R"("track_name": "{artist}/{title}")");
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "x", "artist": "y"})");
    write(*sink, pcm);
    {
        const SyncWatch watch;
        close(*sink);
        EXPECT_THAT(watch.synced(), ElementsAre((folder() / "y" / "x.flac.part").string(),
                                                (folder() / "y").string(), folder().string()));
    }
    EXPECT_THAT(files(), ElementsAre("y/x.flac"));

    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "z", "artist": "y"})");
    write(*sink, pcm);
    const SyncWatch watch(EIO);
    const Result<void> closed = sink->close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, ErrorCode::Io);
}

TEST(FileErrors, sayWhatAndWhere)
{
    const auto status = [](int systemError) {
        return describeWriteFailure("/music/x", systemError).status();
    };
    EXPECT_EQ(status(ENOSPC), ST_ERR_NO_SPACE);
    EXPECT_EQ(status(EDQUOT), ST_ERR_NO_SPACE);
    EXPECT_EQ(status(EFBIG), ST_ERR_NO_SPACE);
    EXPECT_EQ(status(EROFS), ST_ERR_PERMISSION);
    EXPECT_EQ(status(EACCES), ST_ERR_PERMISSION);
    EXPECT_EQ(status(ENOENT), ST_ERR_NOT_FOUND);
    EXPECT_EQ(status(ENOTDIR), ST_ERR_NOT_FOUND);
    EXPECT_EQ(status(EIO), ST_ERR_IO);
    for (const int systemError : {ENOSPC, EFBIG, EROFS, EACCES, ENOENT, ENOTDIR, EIO})
        EXPECT_THAT(describeWriteFailure("/music/x", systemError).what(), HasSubstr("\"/music/x\""));
}

TEST_F(SinkTest, forbiddenFolderIsToldAtOpening)
{
    std::filesystem::create_directories(folder());
    std::filesystem::permissions(m_folder.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(folder(), std::filesystem::perms(0555));
    const auto sink = makeSink();
    const Unprivileged nobody;
    const StSinkFormat format = formatOf(fixtures::noise(1));
    for (const std::filesystem::path& target : {folder(), folder() / "below"}) {
        const Result<void> opened = sink->open(target.string(), format);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, ErrorCode::PermissionDenied);
        EXPECT_THAT(opened.error().message,
                    AllOf(HasSubstr("\"" + target.string() + "\""), HasSubstr("permission")));
    }
    EXPECT_EQ(sink->status()->state, ST_SINK_CLOSED);
}

TEST_F(SinkTest, fileInTheWayOfTheFolderIsTold)
{
    std::ofstream(folder()) << "no folder";
    const auto sink = makeSink();
    const Result<void> opened = sink->open((folder() / "deeper").string(), formatOf(fixtures::noise(1)));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::NotFound) << opened.error().message;
    EXPECT_FALSE(sink->open("", formatOf(fixtures::noise(1))));
}

TEST_F(SinkTest, vanishedFolderIsToldWithTheFile)
{
    const Pcm pcm = fixtures::noise(50'000);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "x"})");
    write(*sink, pcm);
    std::filesystem::remove_all(folder());
    const Result<void> closed = sink->close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, ErrorCode::NotFound);
    EXPECT_THAT(closed.error().message,
                AllOf(HasSubstr((folder() / "x.flac").string()), HasSubstr("is gone")));
    EXPECT_EQ(sink->status()->state, ST_SINK_CLOSED);

    open(*sink, formatOf(pcm));
    write(*sink, pcm);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("Track.flac")) << "the next session makes its folder anew";
}

TEST_F(SinkTest, folderMadeAgainBetweenTracks)
{
    const Pcm pcm = fixtures::noise(5000);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    std::filesystem::remove_all(folder());
    write(*sink, pcm);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("Track.flac"));
}

TEST_F(SinkTest, ratesBeyondTheLimitAreRefusedAtOpening)
{
    const auto sink = makeSink();
    const Result<void> opened = sink->open("", formatOf({384'000, 2, 16, {}}));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(files(), IsEmpty());
}

} // namespace
} // namespace stellatune::filesink
