// SPDX-License-Identifier: MIT
// DSP nodes. A class has, besides what instance.h says, with DspFormat before Config in its constructor:
//
//     void process(std::span<float> interleaved, uint32_t frames);
//     void reset();
//     static bool supports(const DspFormat& format);   // optional: without it every format
//     uint32_t outputChannels() const;                 // optional: as many as the input; constant
//     uint32_t outputMask() const;                     // optional: the input's when the channels are as many
//     uint64_t latency() const;                        // optional, frames: 0
//     uint64_t tail() const;                           // optional, frames or ST_TAIL_ENDLESS: 0
//
// All calls come from the thread that owns the instance, except supports(), which any thread calls. process()
// and reset() run while music plays: they take no lock that a slow thread holds, allocate nothing and wait
// for nothing. The span has room for frames times the larger number of channels; the input fills its front.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "../abi/decoder.h"
#include "../abi/dsp.h"
#include "instance.h"

namespace stellatune::sdk {

struct DspFormat {
    uint32_t sampleRate = 0;  ///< Hz, 8,000 to 192,000
    uint32_t channels = 0;    ///< of the input, 1 to 8
    uint32_t channelMask = 0; ///< ST_SPEAKER_..., or 0 for the usual speakers
    uint32_t maxFrames = 0;   ///< process() is never handed more; 0 in supports()
};

/// What a class must have to be exported with dsp<T>().
template <typename T>
concept DspClass = requires(T& dsp, std::span<float> interleaved, uint32_t frames)
{
    static_cast<const TypeInfo&>(T::kType);
    dsp.process(interleaved, frames);
    dsp.reset();
};

namespace detail {

template <typename T>
concept HasSupports = requires
{
    &T::supports;
};
template <typename T>
concept HasOutputChannels = requires
{
    &T::outputChannels;
};
template <typename T>
concept HasOutputMask = requires
{
    &T::outputMask;
};
template <typename T>
concept HasLatency = requires
{
    &T::latency;
};
template <typename T>
concept HasTail = requires
{
    &T::tail;
};

inline DspFormat readFormat(const StDspFormat* given)
{
    const StDspFormat format = readStruct(given, "format");
    if (format.sample_rate < 8000 || format.sample_rate > 192000)
        throw Error(ST_ERR_UNSUPPORTED, "A rate of " + std::to_string(format.sample_rate) +
                                            " Hz is not between 8,000 and 192,000.");
    if (format.channels < 1 || format.channels > 8)
        throw Error(ST_ERR_UNSUPPORTED,
                    std::to_string(format.channels) + " channels are not between 1 and 8.");
    return {format.sample_rate, format.channels, format.channel_mask, format.max_frames};
}

template <typename T>
struct DspCell {
    using Object = T;

    DspCell(const DspFormat& given, const Config& config)
        : object(construct<T>(config, given)), format(given), outputChannels(given.channels)
    {
        if constexpr (HasOutputChannels<T>)
            outputChannels = object.outputChannels();
        if (outputChannels < 1 || outputChannels > 8)
            throw Error(ST_ERR_INTERNAL, "outputChannels() must be 1 to 8.");
        room = std::max(format.channels, outputChannels);
    }

    LastError lastError{T::kType.typeId};
    T object;
    DspFormat format;
    uint32_t outputChannels;
    uint32_t room = 0; ///< samples a frame in the buffer of process()
};

template <typename T>
class DspTable {
    using Cell = DspCell<T>;

    static Cell& cell(void* handle) noexcept { return *static_cast<Cell*>(handle); }

    static int32_t info(void* handle, StDspInfo* outInfo) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "info", [&] {
            StDspInfo info{};
            info.output_channels = self.outputChannels;
            if constexpr (HasOutputMask<T>)
                info.output_mask = self.object.outputMask();
            else if (self.outputChannels == self.format.channels)
                info.output_mask = self.format.channelMask;
            if constexpr (HasLatency<T>)
                info.latency = self.object.latency();
            if constexpr (HasTail<T>)
                info.tail = self.object.tail();
            writeStruct(outInfo, info, "out_info");
        });
    }

    static int32_t process(void* handle, float* interleaved, uint32_t frames) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "process", [&] {
            if (frames == 0)
                return;
            if (interleaved == nullptr || frames > self.format.maxFrames)
                throw Error(ST_ERR_INVALID_ARGUMENT, "A block without samples, or of more than max_frames.");
            self.object.process(std::span<float>(interleaved, std::size_t{frames} * self.room), frames);
        });
    }

    static int32_t reset(void* handle) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "reset", [&] { self.object.reset(); });
    }

    static int32_t supports(const StDspFormat* given) noexcept requires HasSupports<T>
    {
        try {
            return T::supports(readFormat(given)) ? ST_OK : ST_ERR_UNSUPPORTED;
        } catch (...) {
            return currentFailure().status;
        }
    }

    static int32_t create(const StDspFormat* given, StString config, StDsp* outDsp,
                          const StWriter* outError) noexcept
    {
        return guardedCreate(T::kType.typeId, outError, [&] {
            requirePointer(outDsp, "out_dsp");
            const DspFormat format = readFormat(given);
            if (format.maxFrames == 0)
                throw Error(ST_ERR_INVALID_ARGUMENT, "max_frames is 0.");
            if constexpr (HasSupports<T>) {
                if (!T::supports(format))
                    throw Error(ST_ERR_UNSUPPORTED, std::string(T::kType.displayName) + " does not take " +
                                                        std::to_string(format.channels) + " channels at " +
                                                        std::to_string(format.sampleRate) + " Hz.");
            }
            auto made = std::make_unique<Cell>(format, configFor<T>(config));
            *outDsp = {made.release(), &kFunctions};
        });
    }

    static constexpr StDspType makeType()
    {
        StDspType type{};
        type.struct_size = sizeof type;
        type.create = &create;
        if constexpr (HasSupports<T>)
            type.supports = &supports;
        return type;
    }

    static constexpr StDspFunctions kFunctions{
        sizeof(StDspFunctions), 0, &InstanceTable<Cell>::kFunctions, &info, &process, &reset};
    static constexpr StDspType kType = makeType();

  public:
    static constexpr StCapability kCapability = makeCapability<T>(ST_CAPABILITY_DSP, &kType);
};

} // namespace detail
} // namespace stellatune::sdk
