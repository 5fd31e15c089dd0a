// Files that end too soon, hold garbage, or come through streams that fail.
#include "plugins/decoder-ffmpeg/tests/encoders.h"
#include "plugins/decoder-ffmpeg/tests/plugin_decoding.h"
#include "plugins/decoder-ffmpeg/tests/signals.h"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace stellatune::plugintest {
namespace {

using Bytes = std::vector<unsigned char>;
using fixtures::Pcm;
using fixtures::TempFolder;

const Pcm& music()
{
    static const Pcm pcm = fixtures::sweep(150'001);
    return pcm;
}

/// One file of each kind, by name.
const std::map<std::string, Bytes>& files()
{
    static const std::map<std::string, Bytes> all = [] {
        const TempFolder folder;
        const std::map<std::string, std::vector<std::string>> recipes = {
            {"aac.m4a", {"-c:a", "aac"}},
            {"adts.aac", {}},
            {"alac.m4a", {"-c:a", "alac"}},
            {"a.mka", {"-c:a", "aac"}},
            {"opus.webm", {"-c:a", "libopus"}},
            {"a.wma", {}},
            {"a.tta", {}},
            {"a.ac3", {}},
            {"flac.mka", {"-c:a", "flac"}},
            {"a.ogg", {"-c:a", "libvorbis"}},
            {"a.caf", {"-c:a", "alac"}},
            {"a.mp3", {}},
            {"front.m4a", {"-c:a", "alac", "-movflags", "+faststart"}},
        };
        std::map<std::string, Bytes> made;
        for (const auto& [name, options] : recipes) {
            encodeWithFfmpeg(music(), folder / name, options);
            made[name] = fixtures::readBytes(folder / name);
        }
        encodeWavPack(music(), folder / "a.wv");
        made["a.wv"] = fixtures::readBytes(folder / "a.wv");
        encodeMusepack(music(), folder / "a.mpc");
        made["a.mpc"] = fixtures::readBytes(folder / "a.mpc");
        writeDsf(folder / "a.dsf", modulate(400'000, 2'822'400, {1'000.0, 1'000.0}, 0.5), 2'822'400);
        made["a.dsf"] = fixtures::readBytes(folder / "a.dsf");
        writeDff(folder / "a.dff", modulate(400'000, 2'822'400, {1'000.0, 1'000.0}, 0.5), 2'822'400);
        made["a.dff"] = fixtures::readBytes(folder / "a.dff");
        return made;
    }();
    return all;
}

/// Plays what can be played and jumps about in it; whatever happens is fine as long as it comes to an end.
uint64_t exercise(const Bytes& bytes, const std::string& name, bool canSeek = true)
{
    auto stream = std::make_shared<MemoryStream>(bytes);
    stream->canSeek = canSeek;
    Result<DecoderPointer> decoder = tryOpen(stream, name);
    if (!decoder) {
        EXPECT_FALSE(decoder.error().message.empty()) << name;
        EXPECT_TRUE(decoder.error().code == ErrorCode::Corrupt ||
                    decoder.error().code == ErrorCode::Unsupported)
            << name << ": " << decoder.error().message;
        return 0;
    }
    std::vector<float> block(4'096 * (*decoder)->info().channels);
    const auto play = [&] {
        uint64_t frames = 0;
        while (frames < 2'000'000) {
            const Result<DecoderInstance::Block> got = (*decoder)->read(block);
            if (!got)
                return frames;
            frames += got->frames;
            if (got->atEnd)
                return frames;
        }
        ADD_FAILURE() << name << " does not end";
        return frames;
    };
    const uint64_t frames = play();
    if (canSeek) {
        for (const uint64_t frame : {uint64_t{0}, frames / 2, frames, uint64_t{140'000}}) {
            if (const Result<uint64_t> reached = (*decoder)->seek(frame); reached) {
                EXPECT_LE(*reached, frame);
                (void)(*decoder)->read(block);
            }
        }
    }
    return frames;
}

TEST(DamagedFiles, comeToAnEndWhenCutAnywhere)
{
    for (const auto& [name, whole] : files()) {
        uint64_t before = 0;
        for (size_t part = 0; part <= 16; ++part) {
            const auto size = static_cast<std::ptrdiff_t>(whole.size() * part / 16);
            const uint64_t frames = exercise(Bytes(whole.begin(), whole.begin() + size), name);
            EXPECT_GE(frames + 20'000, before) << name << " cut at " << part << "/16";
            before = frames;
        }
        EXPECT_GT(before, 0U) << name;
    }
}

TEST(DamagedFiles, stepOverGarbage)
{
    std::mt19937 random(5);
    for (const auto& [name, whole] : files()) {
        for (int round = 0; round < 12; ++round) {
            Bytes damaged = whole;
            const size_t spots = 1 + random() % 40;
            for (size_t spot = 0; spot < spots; ++spot)
                damaged[random() % damaged.size()] = static_cast<unsigned char>(random());
            exercise(damaged, name);
        }
    }
}

TEST(DamagedFiles, keepTheirPlaceBehindTheDamage)
{
    // A stretch of zeros in the middle: what follows stays where it was.
    for (const std::string name : {"alac.m4a", "a.tta", "a.wv", "aac.m4a", "flac.mka"}) {
        const Bytes& whole = files().at(name);
        Bytes damaged = whole;
        std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(damaged.size() * 2 / 5), 300, 0);
        const DecoderPointer sound = mustOpen(std::make_shared<MemoryStream>(whole), name);
        const DecoderPointer broken = mustOpen(std::make_shared<MemoryStream>(damaged), name);
        const std::vector<float> wanted = readAll(*sound);
        const std::vector<float> got = readAll(*broken);
        EXPECT_EQ(got.size(), wanted.size()) << name;
        if (got.size() != wanted.size())
            continue;
        const size_t tail = 2 * 20'000;
        EXPECT_LT(largestDifference(std::span(got).last(tail), std::span(wanted).last(tail)), 0.02F) << name;
    }
}

TEST(DamagedFiles, areRefusedWhenTheyAreNoSound)
{
    std::mt19937 random(3);
    Bytes noise(50'000);
    for (unsigned char& byte : noise)
        byte = static_cast<unsigned char>(random());
    const std::string words(50'000, 'x');
    for (const std::string name : {"a.m4a", "a.wv", "a.mpc", "a.bin", "noextension"}) {
        EXPECT_EQ(exercise({}, name), 0U);
        EXPECT_EQ(exercise({0}, name), 0U);
        exercise(noise, name);
        EXPECT_EQ(exercise(Bytes(words.begin(), words.end()), name), 0U);
        EXPECT_EQ(exercise(Bytes(100'000, 0), name), 0U);
    }
}

TEST(DamagedFiles, doNotOpenOtherFiles)
{
    const TempFolder folder;
    fixtures::writeWav(folder / "secret.wav", fixtures::sweep(1'000));
    const std::string path = (folder / "secret.wav").string();
    for (const std::string& text :
         {"ffconcat version 1.0\nfile '" + path + "'\n", "#EXTM3U\n#EXTINF:1,\nfile://" + path + "\n",
          "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + path + "\n#EXT-X-ENDLIST\n",
          std::string("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nm=audio 5004 RTP/AVP "
                      "0\r\n")}) {
        for (const std::string name : {"a.m3u8", "a.ffconcat", "a.sdp", "a.m4a"})
            EXPECT_EQ(exercise(Bytes(text.begin(), text.end()), name), 0U) << text;
    }
}

TEST(Streams, playForwardsWithoutSeeking)
{
    for (const auto& [name, whole] : files()) {
        if (name == "alac.m4a" || name == "aac.m4a" || name == "a.caf" || name == "a.dff")
            continue; // their tables are at the end, or libavformat jumps about in them
        const DecoderPointer all = mustOpen(std::make_shared<MemoryStream>(whole), name);
        auto stream = std::make_shared<MemoryStream>(whole);
        stream->canSeek = false;
        const DecoderPointer decoder = mustOpen(stream, name);
        const std::vector<float> wanted = readAll(*all);
        std::vector<float> got = readAll(*decoder);
        // Without a look at the end nobody knows of padding.
        ASSERT_GE(got.size(), wanted.size()) << name;
        got.resize(wanted.size());
        EXPECT_EQ(largestDifference(got, wanted), 0.0F) << name;
        EXPECT_EQ(decoder->seek(0).error().code, ErrorCode::Unsupported) << name;
    }
}

TEST(Streams, passInterruptionsOn)
{
    for (const auto& [name, whole] : files()) {
        auto stream = std::make_shared<MemoryStream>(whole);
        stream->interrupt();
        const Result<DecoderPointer> atOnce = tryOpen(stream, name);
        ASSERT_FALSE(atOnce);
        EXPECT_EQ(atOnce.error().code, ErrorCode::Cancelled) << name;

        stream = std::make_shared<MemoryStream>(whole);
        const DecoderPointer decoder = mustOpen(stream, name);
        std::vector<float> block(256 * decoder->info().channels);
        ASSERT_TRUE(decoder->read(block));
        stream->interrupt();
        const bool isWhollyRead = stream->position() == whole.size();
        // What was read ahead may still come.
        ErrorCode code = ErrorCode::Internal;
        for (int i = 0; i < 20'000 && code == ErrorCode::Internal; ++i) {
            const Result<DecoderInstance::Block> got = decoder->read(block);
            if (!got)
                code = got.error().code;
            else if (got->atEnd)
                break;
        }
        EXPECT_TRUE(code == ErrorCode::Cancelled || isWhollyRead) << name;
        const Result<uint64_t> sought = decoder->seek(100);
        const Result<DecoderInstance::Block> after = decoder->read(block);
        EXPECT_TRUE(!sought || !after || isWhollyRead) << name;
        if (!sought) {
            EXPECT_EQ(sought.error().code, ErrorCode::Cancelled) << name;
        }
    }
}

TEST(Streams, tellWhenReadingFails)
{
    for (const std::string name : {"front.m4a", "a.tta", "a.wv"}) {
        auto stream = std::make_shared<MemoryStream>(files().at(name));
        const DecoderPointer decoder = mustOpen(stream, name);
        stream->failsFrom = files().at(name).size() / 2;
        std::vector<float> block(256 * decoder->info().channels);
        bool hasFailed = false;
        for (int i = 0; i < 20'000 && !hasFailed; ++i) {
            const Result<DecoderInstance::Block> got = decoder->read(block);
            hasFailed = !got;
            if (hasFailed)
                EXPECT_EQ(got.error().code, ErrorCode::Io) << name;
            else
                ASSERT_FALSE(got->atEnd) << name;
        }
        // A network that comes back: the same place again.
        stream->failsFrom = UINT64_MAX;
        EXPECT_EQ(readAt(*decoder, 100'000, 500).size(), 1'000U) << name;
    }
}

/// Seeks back from a later place while one stream operation after the other fails, and then seeks again.
void failDuringJumps(const Bytes& bytes, const std::string& name, uint64_t from)
{
    auto stream = std::make_shared<MemoryStream>(bytes);
    const DecoderPointer decoder = mustOpen(stream, name);
    const std::vector<float> wanted = readAt(*decoder, 0, 2'000);
    std::vector<float> block(256 * decoder->info().channels);
    bool hasFailed = true;
    for (uint64_t sound = 0; hasFailed; ++sound) {
        ASSERT_LT(sound, 1'000U) << name << ": jumps never succeed";
        ASSERT_EQ(readAt(*decoder, from, 10).size(), 10 * decoder->info().channels) << name;
        stream->operationsUntilFailure = sound;
        const Result<uint64_t> reached = decoder->seek(0);
        hasFailed = stream->operationsUntilFailure > sound;
        stream->operationsUntilFailure = UINT64_MAX;
        if (!reached) {
            EXPECT_EQ(reached.error().code, ErrorCode::Io) << name;
            EXPECT_TRUE(hasFailed) << name;
            EXPECT_FALSE(decoder->read(block)) << name << ": where is this?";
        }
        EXPECT_TRUE(decoder->metadata()) << name;
        const std::vector<float> got = readAt(*decoder, 0, 2'000);
        ASSERT_EQ(got.size(), wanted.size()) << name << " after operation " << sound;
        ASSERT_EQ(largestDifference(got, wanted), 0.0F) << name << " after operation " << sound;
    }
}

TEST(Streams, recoverFromAnyFailureDuringAJump)
{
    for (const auto& [name, whole] : files()) {
        const uint64_t frames = mustOpen(std::make_shared<MemoryStream>(whole), name)->info().frames;
        failDuringJumps(whole, name, frames - 1'000);
    }
    // libavformat finds no place in this one, so that it is opened anew for a jump to the start.
    const TempFolder folder;
    fixtures::runTool({"ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "anoisesrc=r=8000:d=400",
                       "-c:a", "real_144", "-ac", "1", "-ar", "8000", (folder / "a.rm").string()});
    failDuringJumps(fixtures::readBytes(folder / "a.rm"), "a.rm", 24 * 8'000);
}

TEST(Streams, keepTheirPlaceWhenTheyCannotGoBack)
{
    const Bytes& whole = files().at("a.dsf");
    const DecoderPointer sound = mustOpen(std::make_shared<MemoryStream>(whole), "a.dsf");
    const std::vector<float> wanted = readAt(*sound, 10'000, 2'000);
    auto stream = std::make_shared<MemoryStream>(whole);
    stream->canSeek = false;
    const DecoderPointer decoder = mustOpen(stream, "a.dsf");
    readFrames(*decoder, 10'000);
    EXPECT_EQ(decoder->seek(0).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(largestDifference(readFrames(*decoder, 2'000), wanted), 0.0F);
}

} // namespace
} // namespace stellatune::plugintest
