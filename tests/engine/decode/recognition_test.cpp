// Which decoder a file gets, judged by what is in it; and what is refused, in which words.
#include "engine/decode/file_kind.h"
#include "tests/engine/decode/decoding.h"
#include "tests/fixtures/encoded_audio.h"

#include <string>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using namespace decoding;
using namespace fixtures;
using testing::HasSubstr;

Error refusal(const fs::path& path)
{
    const Result<std::unique_ptr<Decoder>> decoder = openDecoder(path);
    EXPECT_FALSE(decoder) << path;
    const Error error = decoder ? Error{} : decoder.error();
    EXPECT_THAT(error.message, HasSubstr(path.filename().string()));
    return error;
}

std::vector<unsigned char> id3Tag(size_t bytes)
{
    std::vector<unsigned char> tag{'I', 'D', '3', 4, 0, 0};
    for (int shift = 21; shift >= 0; shift -= 7)
        tag.push_back(static_cast<unsigned char>(bytes >> shift & 0x7F));
    // A cover is full of bytes that look like MPEG frames.
    for (size_t i = 0; i < bytes; ++i)
        tag.push_back(i % 7 == 0 ? 0xFF : 0xFB);
    return tag;
}

void putInFront(const fs::path& path, const std::vector<unsigned char>& start)
{
    std::vector<unsigned char> bytes = readBytes(path);
    bytes.insert(bytes.begin(), start.begin(), start.end());
    writeBytes(path, bytes);
}

TEST(Recognition, ContentComesBeforeTheName)
{
    const TempFolder folder;
    const Pcm pcm = sweep(50'000);
    encodeFlac(pcm, folder / "flac");
    fs::rename(folder / "flac", folder / "really flac.mp3");
    encodeMp3(pcm, folder / "a.mp3");
    fs::rename(folder / "a.mp3", folder / "really mp3.flac");
    encodeOpus(pcm, folder / "a.opus");
    fs::rename(folder / "a.opus", folder / "really opus.ogg");
    encodeVorbis(pcm, folder / "a.ogg");
    fs::rename(folder / "a.ogg", folder / "really vorbis");
    writeWav(folder / "really wav.txt", pcm);
    EXPECT_EQ(mustOpen(folder / "really flac.mp3")->info().codec, "FLAC");
    EXPECT_EQ(mustOpen(folder / "really mp3.flac")->info().codec, "MP3");
    EXPECT_EQ(mustOpen(folder / "really opus.ogg")->info().codec, "Opus");
    EXPECT_EQ(mustOpen(folder / "really vorbis")->info().codec, "Vorbis");
    EXPECT_EQ(mustOpen(folder / "really wav.txt")->info().codec, "WAV");
}

TEST(Recognition, LooksBehindLargeTags)
{
    const TempFolder folder;
    const Pcm pcm = sweep(50'000);
    encodeMp3(pcm, folder / "a.mp3");
    encodeFlac(pcm, folder / "a.flac");
    writeWav(folder / "a.wav", pcm);
    for (const char* name : {"a.mp3", "a.flac", "a.wav"}) {
        SCOPED_TRACE(name);
        const std::vector<float> plain = readAll(folder / name);
        putInFront(folder / name, std::vector<unsigned char>(3'000, 0)); // left behind by a tagger
        putInFront(folder / name, id3Tag(2'000'000));
        putInFront(folder / name, id3Tag(500));
        const auto decoder = mustOpen(folder / name);
        EXPECT_EQ(decoder->info().frames, 50'000U);
        EXPECT_EQ(readAll(*decoder), plain);
        ASSERT_TRUE(decoder->seek(40'000));
        EXPECT_LT(largestDifference(readAll(*decoder), std::span(plain).subspan(80'000)), 1e-6F);
    }
}

TEST(Recognition, Mp3BehindJunk)
{
    const TempFolder folder;
    encodeMp3(sweep(50'000), folder / "a.mp3");
    putInFront(folder / "a.mp3", std::vector<unsigned char>(100'000, 'x'));
    EXPECT_EQ(readAll(folder / "a.mp3").size(), 100'000U);
}

TEST(Recognition, Mp3WithTagsAtItsEnd)
{
    const TempFolder folder;
    encodeMp3(sweep(50'000), folder / "a.mp3", {"--id3v1-only", "--tt", "Title"});
    EXPECT_EQ(readAll(folder / "a.mp3").size(), 100'000U);
    encodeMp3(sweep(50'000), folder / "b.mp3", {"-t", "--id3v1-only", "--tt", "Title"});
    EXPECT_EQ(mustOpen(folder / "b.mp3")->info().frames, readAll(folder / "b.mp3").size() / 2);
}

TEST(Recognition, NamesOfAnyBytes)
{
    const TempFolder folder;
    const Pcm pcm = sweep(5'000);
    for (const char* name :
         {"f\xC3\xBCr Elise \xE2\x99\xAB.wav", "not utf-8 \xFF\xFE.wav", "quote \" and\nline.wav", " .wav"}) {
        writeWav(folder / name, pcm);
        EXPECT_EQ(readAll(folder / name), pcm.asFloat()) << name;
    }
}

TEST(Recognition, ExtensionsForDialogs)
{
    EXPECT_TRUE(hasPlayableExtension("/music/a.FLAC"));
    EXPECT_TRUE(hasPlayableExtension("b.Mp3"));
    EXPECT_FALSE(hasPlayableExtension("mp3"));
    EXPECT_FALSE(hasPlayableExtension("a.jpg"));
    EXPECT_FALSE(hasPlayableExtension(".mp3"));
    for (const std::string_view extension : playableExtensions())
        EXPECT_TRUE(hasPlayableExtension("x." + std::string(extension)));
}

TEST(Refusal, Missing)
{
    const TempFolder folder;
    const Error error = refusal(folder / "nothing.flac");
    EXPECT_EQ(error.code, ErrorCode::NotFound);
    EXPECT_THAT(error.message, HasSubstr("not found"));
    writeBytes(folder / "file", {1});
    EXPECT_EQ(refusal(folder / "file" / "below.flac").code, ErrorCode::NotFound);
}

TEST(Refusal, Folder)
{
    const TempFolder folder;
    fs::create_directory(folder / "album.mp3");
    EXPECT_THAT(refusal(folder / "album.mp3").message, HasSubstr("folder"));
}

TEST(Refusal, FifoSocketAndDeviceDoNotBlock)
{
    const TempFolder folder;
    ASSERT_EQ(mkfifo((folder / "fifo.mp3").c_str(), 0600), 0);
    EXPECT_THAT(refusal(folder / "fifo.mp3").message, HasSubstr("not a regular file"));
    EXPECT_THAT(refusal("/dev/zero").message, HasSubstr("not a regular file"));

    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder / "socket.mp3").string().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_THAT(refusal(folder / "socket.mp3").message, HasSubstr("not a regular file"));
    close(listener);
}

TEST(Refusal, Empty)
{
    const TempFolder folder;
    for (const char* name : {"a.mp3", "a.flac", "a.wav", "a"}) {
        writeBytes(folder / name, {});
        EXPECT_THAT(refusal(folder / name).message, HasSubstr("empty"));
    }
}

TEST(Refusal, TextAndPictures)
{
    const TempFolder folder;
    std::string text;
    while (text.size() < 5'000'000)
        text += "It was a dark and stormy night; the rain fell in torrents \xFF\xFB\x90 ";
    const std::vector<unsigned char> bytes(text.begin(), text.end());
    for (const char* name : {"a.mp3", "a.flac", "a.ogg", "a.opus", "a.wav", "a.aiff", "a.txt", "a"}) {
        writeBytes(folder / name, bytes);
        const Error error = refusal(folder / name);
        EXPECT_EQ(error.code, ErrorCode::Unsupported);
        EXPECT_THAT(error.message, HasSubstr("not audio"));
    }
    writeBytes(folder / "short.mp3", {'h', 'i'});
    EXPECT_THAT(refusal(folder / "short.mp3").message, HasSubstr("not audio"));
    writeBytes(folder / "zeros.mp3", std::vector<unsigned char>(100'000));
    EXPECT_THAT(refusal(folder / "zeros.mp3").message, HasSubstr("not audio"));
    writeBytes(folder / "tag only.mp3", id3Tag(1'000));
    EXPECT_THAT(refusal(folder / "tag only.mp3").message, HasSubstr("not audio"));
}

TEST(Refusal, LyingWavHeaders)
{
    const TempFolder folder;
    const Pcm pcm = sweep(1'000);
    const auto lie = [&](size_t offset, std::vector<unsigned char> value) {
        writeWav(folder / "a.wav", pcm);
        std::vector<unsigned char> bytes = readBytes(folder / "a.wav");
        std::copy(value.begin(), value.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
        writeBytes(folder / "a.wav", bytes);
        return refusal(folder / "a.wav").message;
    };
    EXPECT_THAT(lie(22, {255, 0}), HasSubstr("255 channels"));
    EXPECT_THAT(lie(22, {9, 0}), HasSubstr("9 channels"));
    EXPECT_THAT(lie(22, {0, 0}), HasSubstr("0 channels"));
    EXPECT_THAT(lie(24, {0, 0, 0, 0x80}), HasSubstr("2147483648 Hz"));
    EXPECT_THAT(lie(24, {0, 0, 6, 0}), HasSubstr("393216 Hz"));
    EXPECT_THAT(lie(24, {0xA0, 0x0F, 0, 0}), HasSubstr("4000 Hz"));
    EXPECT_THAT(lie(24, {0, 0, 0, 0}), HasSubstr("0 Hz"));
    EXPECT_THAT(lie(34, {0, 0}), HasSubstr("0 bits"));
    EXPECT_THAT(lie(34, {77, 0}), HasSubstr("77 bits"));
}

TEST(Refusal, LyingFlacHeaders)
{
    const TempFolder folder;
    encodeFlac(sweep(1'000), folder / "a.flac");
    std::vector<unsigned char> bytes = readBytes(folder / "a.flac");
    bytes[18] = 0xFF; // 20 bits of rate from here
    bytes[19] = 0xFF;
    writeBytes(folder / "a.flac", bytes);
    EXPECT_THAT(refusal(folder / "a.flac").message, HasSubstr("Hz"));
    bytes[18] = 0;
    bytes[19] = 0;
    bytes[20] &= 0x0F;
    writeBytes(folder / "a.flac", bytes);
    EXPECT_THAT(refusal(folder / "a.flac").message, HasSubstr(" 0 Hz"));
    bytes.resize(30);
    writeBytes(folder / "a.flac", bytes);
    EXPECT_THAT(refusal(folder / "a.flac").message, HasSubstr("header is damaged"));
}

/// Opens `argv[1]`-like: run as a user without rights, because root reads everything.
TEST(Refusal, NoPermission)
{
    const TempFolder folder;
    writeWav(folder / "secret.wav", sweep(1'000));
    fs::permissions(folder / "secret.wav", fs::perms::none);
    if (geteuid() != 0) {
        const Error error = refusal(folder / "secret.wav");
        EXPECT_EQ(error.code, ErrorCode::PermissionDenied);
        EXPECT_THAT(error.message, HasSubstr("permission"));
        return;
    }
    fs::permissions(folder.path(), fs::perms::all);
    const fs::path program = folder / "open_file";
    fs::copy_file(fs::canonical("/proc/self/exe").parent_path() / "decoder_open_probe", program);
    fs::permissions(program, fs::perms::all);
    runTool({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program.string(),
             (folder / "secret.wav").string(), "You have no permission to read \"secret.wav\"."});
}

} // namespace
} // namespace stellatune
