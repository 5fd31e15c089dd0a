#include "engine/audio/resampler.h"

#include "engine/audio/format.h"

#include <algorithm>
#include <cassert>
#include <memory>

#include <fmt/format.h>
#include <soxr.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "audio.resampler";

unsigned long recipeFor(ResampleQuality quality)
{
    switch (quality) {
    case ResampleQuality::Quick:
        return SOXR_QQ;
    case ResampleQuality::Medium:
        return SOXR_MQ;
    case ResampleQuality::High:
        return SOXR_HQ;
    case ResampleQuality::VeryHigh:
        return SOXR_VHQ;
    }
    return SOXR_HQ;
}

struct SoxrDeleter {
    void operator()(soxr* handle) const { soxr_delete(handle); }
};

} // namespace

struct Resampler::State {
    std::unique_ptr<soxr, SoxrDeleter> handle;
    uint32_t fromRate = 0;
    uint32_t toRate = 0;
    uint32_t channels = 0;
    uint64_t framesIn = 0;
    uint64_t framesOut = 0;
    bool ended = false;

    uint64_t framesDue() const { return (2 * framesIn * toRate + fromRate) / (uint64_t{2} * fromRate); }
};

Resampler::Resampler(std::unique_ptr<State> state) : m_state(std::move(state)) {}

Resampler::~Resampler() = default;

Result<std::unique_ptr<Resampler>> Resampler::create(uint32_t fromRate, uint32_t toRate, uint32_t channels,
                                                     ResampleQuality quality)
{
    const auto isRate = [](uint32_t rate) { return rate >= kMinSampleRate && rate <= kMaxSampleRate; };
    if (!isRate(fromRate) || !isRate(toRate) || channels == 0 || channels > kMaxChannels)
        return Error{
            ErrorCode::InvalidArgument, kDomain,
            fmt::format("Cannot resample {} channels from {} Hz to {} Hz.", channels, fromRate, toRate)};

    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t recipe = soxr_quality_spec(recipeFor(quality), 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1); // one thread: the caller's
    soxr_error_t failure = nullptr;
    auto state = std::make_unique<State>();
    state->handle.reset(soxr_create(fromRate, toRate, channels, &failure, &io, &recipe, &runtime));
    if (failure != nullptr)
        return Error{ErrorCode::Internal, kDomain,
                     fmt::format("Cannot resample from {} Hz to {} Hz: {}.", fromRate, toRate, failure)};
    state->fromRate = fromRate;
    state->toRate = toRate;
    state->channels = channels;
    return std::unique_ptr<Resampler>(new Resampler(std::move(state)));
}

Resampler::Progress Resampler::process(std::span<const float> in, std::span<float> out, bool endOfInput)
{
    State& state = *m_state;
    size_t room = out.size() / state.channels;
    Progress progress;

    const auto run = [&](const float* source, size_t frames) {
        size_t taken = 0;
        size_t given = 0;
        float* target = out.data() + size_t{progress.produced} * state.channels;
        [[maybe_unused]] const soxr_error_t failure =
            soxr_process(state.handle.get(), source, frames, &taken, target, room, &given);
        assert(failure == nullptr); // it fails on wrong arguments only
        progress.consumed += static_cast<uint32_t>(taken);
        progress.produced += static_cast<uint32_t>(given);
        room -= given;
        state.framesIn += taken;
        state.framesOut += given;
    };

    if (!state.ended) {
        const size_t frames = in.size() / state.channels;
        if (frames > 0)
            run(in.data(), frames);
        state.ended = endOfInput && progress.consumed == frames;
    }
    if (state.ended) {
        // soxr rounds in floating point; the count is ours, to the frame.
        room = static_cast<size_t>(std::min<uint64_t>(room, state.framesDue() - state.framesOut));
        if (room > 0)
            run(nullptr, 0);
        std::fill_n(out.data() + size_t{progress.produced} * state.channels, room * state.channels, 0.0F);
        progress.produced += static_cast<uint32_t>(room);
        state.framesOut += room;
    }
    return progress;
}

void Resampler::reset()
{
    [[maybe_unused]] const soxr_error_t failure = soxr_clear(m_state->handle.get());
    assert(failure == nullptr);
    m_state->framesIn = 0;
    m_state->framesOut = 0;
    m_state->ended = false;
}

} // namespace stellatune
