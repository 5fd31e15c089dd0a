#include "engine/output/file_device.h"

#include "tests/engine/output/ring_playback.h"
#include "tests/fixtures/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cstdlib>
#include <fstream>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stellatune {
namespace {

using testing::comesTrue;
using ::testing::HasSubstr;
using testing::noise;
using testing::rendererPlaying;

namespace fs = std::filesystem;

struct SoundFile {
    SF_INFO info{};
    std::vector<float> samples;
};

SoundFile readSound(const fs::path& path)
{
    SoundFile file;
    SNDFILE* sound = sf_open(path.c_str(), SFM_READ, &file.info);
    if (sound == nullptr) {
        ADD_FAILURE() << path << ": " << sf_strerror(nullptr);
        return file;
    }
    file.samples.resize(static_cast<size_t>(file.info.frames * file.info.channels));
    sf_readf_float(sound, file.samples.data(), file.info.frames);
    sf_close(sound);
    return file;
}

std::unique_ptr<OutputDevice> makeDevice(const fs::path& path)
{
    auto device = makeOutputDevice({"file", path.string()});
    if (!device) {
        ADD_FAILURE() << device.error().message;
        return nullptr;
    }
    return std::move(*device);
}

OutputRequest request(SampleFormat sampleFormat, uint32_t channels = 2, uint32_t rate = 44'100)
{
    OutputRequest wanted;
    wanted.format = {rate, ChannelLayout::standard(channels)};
    wanted.sampleFormat = sampleFormat;
    return wanted;
}

class FileDeviceTest : public ::testing::Test {
  protected:
    /// What comes back from a file to which `content` was played.
    SoundFile roundTrip(const fs::path& path, const std::vector<float>& content, const OutputRequest& wanted)
    {
        const auto device = makeDevice(path);
        const auto opened = device->open(wanted);
        if (!opened) {
            ADD_FAILURE() << opened.error().message;
            return {};
        }
        const auto renderer = rendererPlaying(content, *opened, device->traits());
        EXPECT_TRUE(device->start(*renderer));
        EXPECT_TRUE(comesTrue([&] { return renderer->isDrained(); }));
        device->stop();
        device->close();
        EXPECT_FALSE(device->failure());
        return readSound(path);
    }

    [[noreturn]] void leaveWith(int exitCode) const
    {
        fs::remove_all(folder.path());
        std::_Exit(exitCode);
    }

    testing::TemporaryFolder folder;
};

TEST_F(FileDeviceTest, WavHoldsEachDepthExactly)
{
    struct Case {
        SampleFormat format;
        uint32_t bits;
        int subtype;
    };
    for (const Case& depth :
         {Case{SampleFormat::Int16, 16, SF_FORMAT_PCM_16}, Case{SampleFormat::Int24, 24, SF_FORMAT_PCM_24},
          Case{SampleFormat::Int32, 24, SF_FORMAT_PCM_32}, Case{SampleFormat::Float32, 32, SF_FORMAT_FLOAT},
          Case{SampleFormat::Int8, 8, SF_FORMAT_PCM_16}, Case{SampleFormat::Float64, 32, SF_FORMAT_FLOAT}}) {
        const auto content = noise(2 * 30'001, depth.bits);
        const SoundFile file = roundTrip(folder.path() / "a.wav", content, request(depth.format, 2, 48'000));
        EXPECT_EQ(file.info.samplerate, 48'000);
        EXPECT_EQ(file.info.channels, 2);
        EXPECT_EQ(file.info.format & SF_FORMAT_SUBMASK, depth.subtype);
        EXPECT_TRUE(file.samples == content) << "depth " << depth.bits;
    }
}

TEST_F(FileDeviceTest, SmallFilesArePlainRiff)
{
    roundTrip(folder.path() / "a.wav", noise(2000, 16), request(SampleFormat::Int16));
    std::ifstream stream(folder.path() / "a.wav", std::ios::binary);
    std::string magic(4, ' ');
    stream.read(magic.data(), 4);
    EXPECT_EQ(magic, "RIFF");
}

TEST_F(FileDeviceTest, FlacHoldsIntegersExactly)
{
    for (const auto& [format, bits] :
         {std::pair{SampleFormat::Int16, 16U}, std::pair{SampleFormat::Int24, 24U}}) {
        const auto content = noise(2 * 30'001, bits);
        const SoundFile file = roundTrip(folder.path() / "a.FLAC", content, request(format));
        EXPECT_EQ(file.info.format & SF_FORMAT_TYPEMASK, SF_FORMAT_FLAC);
        EXPECT_TRUE(file.samples == content) << "depth " << bits;
    }
}

TEST_F(FileDeviceTest, FlacStoresFloatAs24Bit)
{
    const auto device = makeDevice(folder.path() / "a.flac");
    const auto opened = device->open(request(SampleFormat::Float32));
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->sampleFormat, SampleFormat::Int24);
    device->close();
}

TEST_F(FileDeviceTest, EightChannelsKeepTheirSpeakers)
{
    const auto content = noise(8 * 5000, 16);
    for (const char* name : {"a.wav", "a.flac"}) {
        const SoundFile file =
            roundTrip(folder.path() / name, content, request(SampleFormat::Int16, 8, 96'000));
        EXPECT_EQ(file.info.channels, 8);
        EXPECT_TRUE(file.samples == content) << name;
    }
    // dwChannelMask of WAVEFORMATEXTENSIBLE: 7.1 with side speakers.
    std::ifstream stream(folder.path() / "a.wav", std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    const size_t fmt = bytes.find("fmt ");
    ASSERT_NE(fmt, std::string::npos);
    EXPECT_EQ(bytes.substr(fmt + 8 + 20, 4), std::string("\x3f\x06\0\0", 4));
}

TEST_F(FileDeviceTest, FurtherTracksAreAppended)
{
    const auto device = makeDevice(folder.path() / "a.wav");
    const auto opened = device->open(request(SampleFormat::Int16));
    ASSERT_TRUE(opened);
    std::vector<float> all;
    const auto first = noise(2 * 10'000, 16, 1);
    const auto renderer = rendererPlaying(first, *opened, device->traits());
    all.insert(all.end(), first.begin(), first.end());
    ASSERT_TRUE(device->start(*renderer));
    for (uint32_t track = 2; track <= 3; ++track) {
        ASSERT_TRUE(comesTrue([&] { return renderer->isDrained(); }));
        const auto next = noise(2 * 10'000, 16, track);
        all.insert(all.end(), next.begin(), next.end());
        PcmRing& ring = renderer->beginRing(track);
        ring.write(next);
        ring.finish();
        renderer->publishRing({});
        renderer->announceData();
        ASSERT_TRUE(comesTrue([&] { return renderer->progress().epoch == track; }));
    }
    ASSERT_TRUE(comesTrue([&] { return renderer->isDrained(); }));
    device->stop();
    ASSERT_TRUE(device->start(*renderer));
    device->stop();
    device->close();
    EXPECT_TRUE(readSound(folder.path() / "a.wav").samples == all);
}

TEST_F(FileDeviceTest, TraitsOfAFile)
{
    const DeviceTraits traits = makeDevice(folder.path() / "a.wav")->traits();
    EXPECT_FALSE(traits.realTime);
    EXPECT_FALSE(traits.processed);
    EXPECT_TRUE(traits.fixedFormat);
    EXPECT_EQ(traits.transparentUpTo, "the file");
    EXPECT_FALSE(fs::exists(folder.path() / "a.wav"));
}

TEST_F(FileDeviceTest, UnknownExtensionIsRefused)
{
    for (const char* name : {"a.mp3", "a", "wav"}) {
        const auto device = makeOutputDevice({"file", (folder.path() / name).string()});
        ASSERT_FALSE(device);
        EXPECT_EQ(device.error().code, ErrorCode::Unsupported);
        EXPECT_THAT(device.error().message, HasSubstr(".flac"));
    }
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST_F(FileDeviceTest, WhatCannotBeWrittenIsNamed)
{
    const auto openAt = [](const fs::path& path) {
        return makeDevice(path)->open(request(SampleFormat::Int16));
    };

    const auto noFolder = openAt(folder.path() / "missing" / "a.wav");
    ASSERT_FALSE(noFolder);
    EXPECT_EQ(noFolder.error().code, ErrorCode::NotFound);
    EXPECT_THAT(noFolder.error().message, HasSubstr("missing/a.wav"));

    fs::create_directory(folder.path() / "folder.wav");
    const auto aFolder = openAt(folder.path() / "folder.wav");
    ASSERT_FALSE(aFolder);
    EXPECT_THAT(aFolder.error().message, HasSubstr("folder"));

    ASSERT_EQ(::mkfifo((folder.path() / "pipe.wav").c_str(), 0600), 0);
    const auto pipe = openAt(folder.path() / "pipe.wav");
    ASSERT_FALSE(pipe);
    EXPECT_THAT(pipe.error().message, HasSubstr("pipe"));
}

// The following run in a process of their own, because they give up rights or limit the size of files.

/// 0 when an unprivileged process is told that it may not write to `path`.
int openWithoutPermission(const fs::path& path)
{
    if (::geteuid() == 0 && ::setuid(65534) != 0)
        return 2;
    if (::geteuid() != 65534)
        fs::permissions(path.parent_path(), fs::perms::owner_read | fs::perms::owner_exec);
    const auto opened = makeDevice(path)->open(request(SampleFormat::Int16));
    const bool asExpected = !opened && opened.error().code == ErrorCode::PermissionDenied &&
                            opened.error().message.find(path.string()) != std::string::npos;
    return asExpected ? 0 : 1;
}

/// The system refuses to let a file grow beyond `bytes`, which is how a disk fills without a disk.
void limitFileSize(uint64_t bytes)
{
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    limit.rlim_cur = bytes;
    limit.rlim_max = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// 0 when the device fails for want of space while it plays.
int playUntilFull(const fs::path& path)
{
    limitFileSize(200'000);
    const auto device = makeDevice(path);
    const auto opened = device->open(request(SampleFormat::Int16));
    if (!opened)
        return 2;
    const auto renderer = rendererPlaying(noise(2 * 400'000, 16), *opened, device->traits());
    if (!device->start(*renderer) || !comesTrue([&] { return device->failure().has_value(); }))
        return 3;
    device->stop();
    const Error error = *device->failure();
    device->close();
    const bool asExpected =
        error.code == ErrorCode::NoSpace && error.message.find(path.string()) != std::string::npos;
    return asExpected ? 0 : 1;
}

/// 0 when the device tells after closing that the last bytes had no space. The encoder of a short FLAC file
/// keeps all of it until the end.
int closeWhenFull(const fs::path& path)
{
    limitFileSize(10'000);
    const auto device = makeDevice(path);
    const auto opened = device->open(request(SampleFormat::Int16));
    if (!opened)
        return 2;
    const auto renderer = rendererPlaying(noise(2 * 4000, 16), *opened, device->traits());
    if (!device->start(*renderer) || !comesTrue([&] { return renderer->isDrained(); }))
        return 3;
    device->stop();
    if (device->failure())
        return 4;
    device->close();
    return device->failure() && device->failure()->code == ErrorCode::NoSpace ? 0 : 1;
}

TEST_F(FileDeviceTest, MissingPermissionIsSaid)
{
    fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                       fs::perms::others_read | fs::perms::others_exec);
    EXPECT_EXIT(std::_Exit(openWithoutPermission(folder.path() / "a.wav")), ::testing::ExitedWithCode(0), "");
    EXPECT_FALSE(fs::exists(folder.path() / "a.wav"));
}

TEST_F(FileDeviceTest, FullDiskFromTheStart)
{
    for (const char* name : {"a.wav", "a.flac"}) {
        fs::create_symlink("/dev/full", folder.path() / name);
        const auto device = makeDevice(folder.path() / name);
        const auto opened = device->open(request(SampleFormat::Int16));
        Error error;
        if (opened) {
            const auto renderer = rendererPlaying(noise(2 * 50'000, 16), *opened, device->traits());
            ASSERT_TRUE(device->start(*renderer));
            ASSERT_TRUE(comesTrue([&] { return device->failure().has_value(); })) << name;
            device->stop();
            error = *device->failure();
            device->close();
        } else {
            error = opened.error();
        }
        EXPECT_EQ(error.code, ErrorCode::NoSpace);
        EXPECT_THAT(error.message, HasSubstr(name));
        EXPECT_TRUE(fs::is_symlink(folder.path() / name));
    }
}

TEST_F(FileDeviceTest, FullDiskInMidPlayIsAFailureOfTheDevice)
{
    // Started afresh instead of forked, because the device starts a thread.
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    for (const char* name : {"a.wav", "a.flac"})
        EXPECT_EXIT(leaveWith(playUntilFull(folder.path() / name)), ::testing::ExitedWithCode(0), "") << name;
}

TEST_F(FileDeviceTest, FullDiskAtTheLastBytesIsToldAfterClosing)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(leaveWith(closeWhenFull(folder.path() / "a.flac")), ::testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace stellatune
