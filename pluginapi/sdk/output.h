// SPDX-License-Identifier: MIT
// Output sinks. A class has, besides what instance.h says:
//
//     Json targets();                                                  // an array as in abi/output.h
//     SinkFormat negotiate(std::string_view target, const SinkFormat& wanted);
//     void open(std::string_view target, const SinkFormat& format);
//     void beginTrack(const Json& track);                              // optional
//     uint32_t write(std::span<const float> interleaved);              // frames taken from the front; 0: full
//     SinkStatus status() const;
//     void flush();
//     void reset();
//     void close();
//     static constexpr bool kStores = true;                            // optional: ST_SINK_STORES of abi/output.h
//
// All calls come from the thread that owns the instance. beginTrack(), write(), status(), flush(), reset()
// and close() are called only while open; an open() that throws leaves the sink closed, and an open sink is
// closed before it is destroyed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "../abi/output.h"
#include "instance.h"

namespace stellatune::sdk {

/// As StSinkFormat, which explains each.
struct SinkFormat {
    uint32_t sampleRate = 0;    ///< Hz
    uint32_t channels = 0;      ///< 1 to 8
    uint32_t channelMask = 0;   ///< ST_SPEAKER_..., or 0 for the usual speakers
    uint32_t chunkFrames = 0;   ///< liked per write(); 0: any
    uint32_t bitsPerSample = 0; ///< that survive; 0: unknown
};

/// As StSinkStatus, which explains each.
struct SinkStatus {
    uint32_t state = ST_SINK_OPEN;
    uint64_t queuedFrames = 0;
    uint64_t latencyFrames = 0;
    uint64_t underruns = 0;
};

/// What a class must have to be exported with sink<T>().
template <typename T>
concept SinkClass = requires(T& sink, std::string_view target, const SinkFormat& format,
                             std::span<const float> interleaved)
{
    static_cast<const TypeInfo&>(T::kType);
    static_cast<Json>(sink.targets());
    static_cast<SinkFormat>(sink.negotiate(target, format));
    sink.open(target, format);
    static_cast<uint32_t>(sink.write(interleaved));
    static_cast<SinkStatus>(sink.status());
    sink.flush();
    sink.reset();
    sink.close();
};

namespace detail {

template <typename T>
concept HasBeginTrack = requires
{
    &T::beginTrack;
};

template <typename T>
concept SaysWhetherItStores = requires
{
    static_cast<bool>(T::kStores);
};

template <typename T>
constexpr uint32_t sinkFlags()
{
    if constexpr (SaysWhetherItStores<T>)
        return T::kStores ? ST_SINK_STORES : 0u;
    else
        return 0u;
}

inline SinkFormat readSinkFormat(const StSinkFormat* given, const char* name)
{
    const StSinkFormat format = readStruct(given, name);
    if (format.sample_rate == 0 || format.channels < 1 || format.channels > 8)
        throw Error(ST_ERR_INVALID_ARGUMENT, "A format needs a rate and 1 to 8 channels.");
    return {format.sample_rate, format.channels, format.channel_mask, format.chunk_frames,
            format.bits_per_sample};
}

template <typename T>
struct SinkCell {
    using Object = T;

    explicit SinkCell(const Config& config) : object(construct<T>(config)) {}
    ~SinkCell()
    {
        if (channels != 0)
            guarded(lastError, "close", [this] { object.close(); });
    }

    void requireOpen() const
    {
        if (channels == 0)
            throw Error(ST_ERR_STATE, "The output is not open.");
    }

    LastError lastError{T::kType.typeId};
    T object;
    uint32_t channels = 0; ///< 0 while closed
};

template <typename T>
class SinkTable {
    using Cell = SinkCell<T>;

    static Cell& cell(void* handle) noexcept { return *static_cast<Cell*>(handle); }

    static int32_t listTargets(void* handle, const StWriter* outTargets) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "list_targets", [&] {
            const Json targets = self.object.targets();
            if (!targets.isArray())
                throw Error(ST_ERR_INTERNAL, "targets() must give an array.");
            writeText(outTargets, targets.dump());
        });
    }

    static int32_t negotiate(void* handle, StString target, const StSinkFormat* wanted,
                             StSinkFormat* outAccepted) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "negotiate", [&] {
            const SinkFormat format = self.object.negotiate(toView(target), readSinkFormat(wanted, "wanted"));
            if (format.sampleRate == 0 || format.channels < 1 || format.channels > 8)
                throw Error(ST_ERR_INTERNAL, "negotiate() must answer with a rate and 1 to 8 channels.");
            StSinkFormat accepted{};
            accepted.sample_rate = format.sampleRate;
            accepted.channels = format.channels;
            accepted.channel_mask = format.channelMask;
            accepted.chunk_frames = format.chunkFrames;
            accepted.bits_per_sample = format.bitsPerSample;
            writeStruct(outAccepted, accepted, "out_accepted");
        });
    }

    static int32_t open(void* handle, StString target, const StSinkFormat* given) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "open", [&] {
            const SinkFormat format = readSinkFormat(given, "format");
            if (self.channels != 0)
                throw Error(ST_ERR_STATE, "The output is open already.");
            self.object.open(toView(target), format);
            self.channels = format.channels;
        });
    }

    static int32_t beginTrack(void* handle, StString text) noexcept requires HasBeginTrack<T>
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "begin_track", [&] {
            self.requireOpen();
            const std::string_view view = toView(text);
            const Json track = view.empty() ? Json::object() : Json::parse(view);
            if (!track.isObject())
                throw Error(ST_ERR_INVALID_ARGUMENT, "A track must be a JSON object.");
            self.object.beginTrack(track);
        });
    }

    static int32_t write(void* handle, const float* interleaved, uint32_t frames,
                         uint32_t* outAccepted) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "write", [&] {
            requirePointer(outAccepted, "out_accepted");
            *outAccepted = 0;
            self.requireOpen();
            if (frames == 0)
                return;
            requirePointer(interleaved, "interleaved");
            const uint32_t accepted =
                self.object.write(std::span<const float>(interleaved, std::size_t{frames} * self.channels));
            if (accepted > frames)
                throw Error(ST_ERR_INTERNAL, "The output says that it took more than it was given.");
            *outAccepted = accepted;
        });
    }

    static int32_t status(void* handle, StSinkStatus* outStatus) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "status", [&] {
            StSinkStatus status{};
            if (self.channels != 0) {
                const SinkStatus known = self.object.status();
                status.state = known.state;
                status.queued_frames = known.queuedFrames;
                status.latency_frames = known.latencyFrames;
                status.underruns = known.underruns;
            }
            writeStruct(outStatus, status, "out_status");
        });
    }

    static int32_t flush(void* handle) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "flush", [&] {
            self.requireOpen();
            self.object.flush();
        });
    }

    static int32_t reset(void* handle) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "reset", [&] {
            self.requireOpen();
            self.object.reset();
        });
    }

    static int32_t close(void* handle) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "close", [&] {
            if (self.channels == 0)
                return;
            // A close that fails has ended the session all the same.
            self.channels = 0;
            self.object.close();
        });
    }

    static int32_t create(StString config, StSink* outSink, const StWriter* outError) noexcept
    {
        return guardedCreate(T::kType.typeId, outError, [&] {
            requirePointer(outSink, "out_sink");
            auto made = std::make_unique<Cell>(configFor<T>(config));
            *outSink = {made.release(), &kFunctions};
        });
    }

    static constexpr StSinkFunctions makeFunctions()
    {
        StSinkFunctions functions{};
        functions.struct_size = sizeof functions;
        functions.instance = &InstanceTable<Cell>::kFunctions;
        functions.list_targets = &listTargets;
        functions.negotiate = &negotiate;
        functions.open = &open;
        if constexpr (HasBeginTrack<T>)
            functions.begin_track = &beginTrack;
        functions.write = &write;
        functions.status = &status;
        functions.flush = &flush;
        functions.reset = &reset;
        functions.close = &close;
        return functions;
    }

    static constexpr StSinkFunctions kFunctions = makeFunctions();
    static constexpr StSinkType kType{sizeof(StSinkType), sinkFlags<T>(), &create};

  public:
    static constexpr StCapability kCapability = makeCapability<T>(ST_CAPABILITY_OUTPUT, &kType);
};

} // namespace detail
} // namespace stellatune::sdk
