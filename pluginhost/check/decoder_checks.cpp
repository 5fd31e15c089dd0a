#include "pluginhost/check/decoder_checks.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/check/decoder_node.h"
#include "pluginhost/check/instance_checks.h"
#include "pluginhost/check/real_time_watch.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include <fmt/format.h>

namespace stellatune {
namespace {

using Bytes = std::vector<unsigned char>;

constexpr uint64_t kGarbageFrames = 1 << 20;  ///< read at most from what is no music
constexpr uint64_t kMusicFrames = 20'000'000; ///< read at most of a file
constexpr float kInaudible = 2e-3F;           ///< -54 dB: what a lossy codec may be off by after a jump

Bytes garbage(size_t size)
{
    std::mt19937 random(3);
    Bytes bytes(size);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<unsigned char>(random()); });
    return bytes;
}

/// Those that the type names, so that it looks closely; one that nobody knows otherwise.
std::string firstExtension(const StDecoderType& type)
{
    for (uint32_t i = 0; i < type.score_count; ++i) {
        const std::string extension(toStringView(type.scores[i].extension));
        if (extension != "*")
            return extension;
    }
    return "unknown";
}

/// As decoders get it: lower case, no dot.
std::string extensionOf(const std::filesystem::path& file)
{
    std::string extension = inUtf8(file.extension());
    extension.erase(0, extension.empty() ? 0 : 1);
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return extension;
}

/// Whether a host would offer such a file to the type.
bool claims(const StDecoderType& type, const std::string& extension)
{
    if (type.score_count == 0)
        return true;
    return std::any_of(type.scores, type.scores + type.score_count, [&](const StDecoderScore& score) {
        const std::string_view scored = toStringView(score.extension);
        return scored == "*" || scored == extension;
    });
}

void checkBeforeOpen(Session& session, const StDecoderType& type)
{
    DecoderNode decoder(session, type);
    if (decoder.read(16, "before open").status == ST_OK)
        session.warning("decoder-state", "read before open answers ST_OK; ST_ERR_STATE is the answer");
}

void checkNoMusic(Session& session, const StDecoderType& type)
{
    const std::string extension = firstExtension(type);
    TestStream::Behaviour failing;
    failing.failAt = 0;
    TestStream::Behaviour interrupted;
    interrupted.interruptAt = 0;
    TestStream::Behaviour forwards;
    forwards.canSeek = false;
    forwards.knowsSize = false;
    forwards.bytesPerRead = 1;
    struct Case {
        const char* detail;
        size_t bytes;
        TestStream::Behaviour behaviour;
    };
    for (const Case& trial :
         {Case{"empty stream", 0, {}}, Case{"one byte", 1, {}}, Case{"garbage", 100'000, {}},
          Case{"garbage, forwards only, byte by byte", 5'000, forwards},
          Case{"failing stream", 1'000, failing}, Case{"interrupted stream", 1'000, interrupted}}) {
        TestStream stream(garbage(trial.bytes), trial.behaviour);
        DecoderNode decoder(session, type);
        if (decoder.open(stream, "", extension, trial.detail) != ST_OK)
            continue;
        if (trial.bytes == 0)
            session.warning("decoder-open", "open takes an empty stream for music");
        decoder.metadata();
        decoder.readAll(kGarbageFrames, trial.detail);
    }
}

// ---- with real music ------------------------------------------------------------------------------------------------

class MusicCheck {
  public:
    MusicCheck(Session& session, const StDecoderType& type, const std::filesystem::path& file)
        : m_session(session), m_type(type), m_path(inUtf8(file)), m_extension(extensionOf(file))
    {
        std::ifstream stream(file, std::ios::binary);
        m_bytes.assign(std::istreambuf_iterator<char>(stream), {});
    }

    void checkWhole()
    {
        TestStream stream(m_bytes);
        DecoderNode decoder(m_session, m_type);
        if (!openMusic(decoder, stream))
            return;
        decoder.metadata();
        const std::vector<float> first = decoder.readAll(kMusicFrames, "music");
        const StDecoderInfo& info = decoder.info();
        const uint64_t frames = first.size() / info.channels;
        if (!decoder.reachedEnd()) {
            if (frames < kMusicFrames)
                m_session.error("decoder-read",
                                fmt::format("{} does not play to its end: {}", m_path, decoder.lastError()));
            return;
        }
        if (info.frames != ST_FRAMES_UNKNOWN && frames != info.frames)
            m_session.error("decoder-info", fmt::format("info says {} frames of {}, read delivers {}",
                                                        info.frames, m_path, frames));
        if (!std::all_of(first.begin(), first.end(), [](float sample) { return std::isfinite(sample); }))
            m_session.error("decoder-finite", fmt::format("samples of {} are infinity or NaN", m_path));
        if (!decoder.read(16, "after the end").isEnd)
            m_session.error("decoder-read", "read after the end does not say that it is the end");
        checkSeeks(decoder, first);
    }

    /// Half a file, and streams that stop in the middle: an error or an early end, no more.
    void checkBroken()
    {
        const Bytes half(m_bytes.begin(), m_bytes.begin() + static_cast<std::ptrdiff_t>(m_bytes.size() / 2));
        TestStream::Behaviour failing;
        failing.failAt = m_bytes.size() / 2;
        TestStream::Behaviour interrupted;
        interrupted.interruptAt = m_bytes.size() / 2;
        TestStream::Behaviour forwards;
        forwards.canSeek = false;
        forwards.knowsSize = false;
        forwards.bytesPerRead = 777;
        readThrough(half, {}, "half a file");
        readThrough(m_bytes, failing, "stream that fails");
        readThrough(m_bytes, interrupted, "stream that is interrupted");
        readThrough(m_bytes, forwards, "stream that goes forwards only");
    }

    void checkSteadyReads()
    {
        if (!kCanWatchRealTime)
            return;
        TestStream stream(m_bytes);
        DecoderNode decoder(m_session, m_type);
        if (!openMusic(decoder, stream))
            return;
        decoder.readAll(44'100, "music"); // whatever grows has grown
        const uint64_t allocations = decoder.watchReads().allocations;
        if (allocations != 0)
            m_session.warning("decoder-allocates",
                              fmt::format("read allocates in the steady state, {} times in {} reads",
                                          allocations, DecoderNode::kWatchedReads));
    }

  private:
    bool openMusic(DecoderNode& decoder, TestStream& stream)
    {
        const int32_t status = decoder.open(stream, m_path, m_extension, "music");
        if (status != ST_OK)
            m_session.error("decoder-open", fmt::format("{} does not open, status {}: {}", m_path, status,
                                                        decoder.lastError()));
        return status == ST_OK;
    }

    void readThrough(const Bytes& bytes, TestStream::Behaviour behaviour, const char* detail)
    {
        TestStream stream(bytes, behaviour);
        DecoderNode decoder(m_session, m_type);
        if (decoder.open(stream, m_path, m_extension, detail) != ST_OK)
            return;
        decoder.readAll(kMusicFrames, detail);
        if (behaviour.failAt != UINT64_MAX && decoder.reachedEnd())
            m_session.warning("decoder-read",
                              "a stream that fails in the middle looks like the end of the music");
    }

    void checkSeeks(DecoderNode& decoder, const std::vector<float>& whole)
    {
        const StDecoderInfo& info = decoder.info();
        const uint64_t frames = whole.size() / info.channels;
        if (!decoder.canSeek() || frames == 0)
            return;
        std::mt19937 random(5);
        float worst = 0;
        for (int i = 0; i < 30; ++i) {
            const uint64_t frame = i == 0 ? 0 : i == 1 ? frames - 1 : random() % frames;
            const uint64_t reached = decoder.seek(frame);
            std::vector<float> part;
            while (part.size() < size_t{2048} * info.channels) {
                const DecoderNode::Block block = decoder.read(1024, "after seek");
                part.insert(part.end(), block.samples.begin(), block.samples.end());
                if (block.status != ST_OK || block.isEnd)
                    break;
            }
            const size_t offset = size_t(reached) * info.channels;
            if (part.empty() && frame < frames) {
                m_session.error(
                    "decoder-seek",
                    fmt::format("after seek to frame {} of {} nothing can be read", frame, frames));
                return;
            }
            for (size_t s = 0; s < std::min(part.size(), whole.size() - offset); ++s)
                worst = std::max(worst, std::abs(part[s] - whole[offset + s]));
        }
        if ((info.flags & ST_DECODER_LOSSLESS) != 0 && worst != 0)
            m_session.error(
                "decoder-seek",
                fmt::format("{} is lossless, but after seek samples are off by up to {}", m_path, worst));
        else if ((info.flags & ST_DECODER_GENERATED) == 0 && worst > kInaudible)
            m_session.warning("decoder-seek",
                              fmt::format("after seek in {} samples are off by up to {}", m_path, worst));
        decoder.seek(frames + 1'000'000);
        if (!decoder.read(16, "beyond the end").isEnd)
            m_session.error("decoder-seek", "after seek beyond the end read does not say that it is the end");
    }

    Session& m_session;
    const StDecoderType& m_type;
    const std::string m_path;
    const std::string m_extension;
    Bytes m_bytes;
};

} // namespace

void checkDecoder(Session& session, const ModuleCapability& capability,
                  const std::vector<std::filesystem::path>& music)
{
    const StDecoderType& type = *std::get<const StDecoderType*>(capability.type);
    const std::string where = nameOf(capability);
    checkInstances(session, capability, decoderFactory(session, type));
    session.step(where, [&] { checkBeforeOpen(session, type); });
    session.step(where, [&] { checkNoMusic(session, type); });
    for (const std::filesystem::path& file : music) {
        if (!claims(type, extensionOf(file)))
            continue;
        session.step(where, [&] { MusicCheck(session, type, file).checkWhole(); });
        session.step(where, [&] { MusicCheck(session, type, file).checkBroken(); });
        session.step(where, [&] { MusicCheck(session, type, file).checkSteadyReads(); });
    }
}

} // namespace stellatune
