// SPDX-License-Identifier: MIT
// Decoders. A class has, besides what instance.h says:
//
//     static constexpr DecoderScore kScores[] = {{"aac", 60}};   // optional: without it every file, score 0
//     void open(const DecoderRequest& request);
//     DecoderInfo info() const;                                  // constant once open
//     ReadResult read(std::span<float> interleaved);
//     uint64_t seek(uint64_t frame);                             // optional
//     Json metadata() const;                                     // optional; keys as in abi/decoder.h
//
// All calls come from the thread that owns the instance. open() is called once, the others only when it
// succeeded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "../abi/decoder.h"
#include "instance.h"
#include "stream.h"

namespace stellatune::sdk {

/// Which files a decoder wants: extension in lower case without a dot, or "*"; 50 is usual, 100 for the
/// codec's own library.
struct DecoderScore {
    std::string_view extension;
    uint32_t score;
};

/// The texts are valid during open(), the stream as long as the decoder.
struct DecoderRequest {
    std::string_view path;      ///< for messages; may be a URL or empty
    std::string_view extension; ///< lower case, no dot; may be empty
    uint32_t subsong = 0;
    Stream stream; ///< at offset 0
};

/// As StDecoderInfo, which explains each.
struct DecoderInfo {
    uint32_t sampleRate = 0;  ///< Hz, 8,000 to 192,000
    uint32_t channels = 0;    ///< 1 to 8
    uint32_t channelMask = 0; ///< ST_SPEAKER_..., or 0 for the usual speakers
    uint64_t frames = ST_FRAMES_UNKNOWN;
    uint32_t encoderDelay = 0;   ///< frames
    uint32_t encoderPadding = 0; ///< frames
    uint32_t bitsPerSample = 0;
    uint32_t flags = 0; ///< ST_DECODER_...
    uint32_t subsongs = 1;
};

/// frames were written to the front of the span, which holds a whole number of frames. Only at the end may
/// they be 0.
struct ReadResult {
    uint32_t frames = 0;
    bool end = false;
};

/// What a class must have to be exported with decoder<T>().
template <typename T>
concept DecoderClass = requires(T& decoder, const DecoderRequest& request, std::span<float> interleaved)
{
    static_cast<const TypeInfo&>(T::kType);
    decoder.open(request);
    static_cast<DecoderInfo>(decoder.info());
    static_cast<ReadResult>(decoder.read(interleaved));
};

namespace detail {

template <typename T>
concept HasScores = requires
{
    std::begin(T::kScores);
};
template <typename T>
concept HasSeek = requires
{
    &T::seek;
};
template <typename T>
concept HasMetadata = requires
{
    &T::metadata;
};

template <typename T>
struct DecoderCell {
    using Object = T;

    explicit DecoderCell(const Config& config) : object(construct<T>(config)) {}

    void requireOpen() const
    {
        if (!opened)
            throw Error(ST_ERR_STATE, "The decoder is not open.");
    }

    LastError lastError{T::kType.typeId};
    T object;
    DecoderInfo info;
    bool attempted = false;
    bool opened = false;
    bool ended = false; ///< read() said so, and nobody has sought since
};

inline void checkInfo(const DecoderInfo& info)
{
    if (info.channels < 1 || info.channels > 8)
        throw Error(ST_ERR_UNSUPPORTED, "The file has " + std::to_string(info.channels) +
                                            " channels, and only 1 to 8 can be played.");
    if (info.sampleRate < 8000 || info.sampleRate > 192000)
        throw Error(ST_ERR_UNSUPPORTED, "The file has " + std::to_string(info.sampleRate) +
                                            " Hz, and only 8,000 to 192,000 can be played.");
    if (info.subsongs == 0)
        throw Error(ST_ERR_INTERNAL, "The decoder says that there is no subsong.");
}

template <typename T>
class DecoderTable {
    using Cell = DecoderCell<T>;

    static Cell& cell(void* handle) noexcept { return *static_cast<Cell*>(handle); }

    static int32_t open(void* handle, const StDecoderOpenArguments* given) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "open", [&] {
            const StDecoderOpenArguments arguments = readStruct(given, "arguments");
            if (self.attempted)
                throw Error(ST_ERR_STATE, "The decoder was opened already.");
            const DecoderRequest request{toView(arguments.path), toView(arguments.extension),
                                         arguments.subsong, Stream(arguments.stream)};
            self.attempted = true;
            self.object.open(request);
            self.info = self.object.info();
            checkInfo(self.info);
            self.opened = true;
        });
    }

    static int32_t info(void* handle, StDecoderInfo* outInfo) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "info", [&] {
            self.requireOpen();
            const DecoderInfo& known = self.info;
            StDecoderInfo info{};
            info.sample_rate = known.sampleRate;
            info.channels = known.channels;
            info.channel_mask = known.channelMask;
            info.frames = known.frames;
            info.encoder_delay = known.encoderDelay;
            info.encoder_padding = known.encoderPadding;
            info.bits_per_sample = known.bitsPerSample;
            info.flags = known.flags;
            info.subsongs = known.subsongs;
            writeStruct(outInfo, info, "out_info");
        });
    }

    static int32_t metadata(void* handle, const StWriter* outMetadata) noexcept requires HasMetadata<T>
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "metadata", [&] {
            self.requireOpen();
            const Json metadata = self.object.metadata();
            if (!metadata.isObject())
                throw Error(ST_ERR_INTERNAL, "metadata() must give an object.");
            writeText(outMetadata, metadata.dump());
        });
    }

    static int32_t read(void* handle, float* interleaved, uint32_t frames, uint32_t* outFrames,
                        uint32_t* outEnd) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "read", [&] {
            requirePointer(outFrames, "out_frames");
            requirePointer(outEnd, "out_end");
            *outFrames = 0;
            *outEnd = 0;
            self.requireOpen();
            if (self.ended || frames == 0) {
                *outEnd = self.ended ? 1 : 0;
                return;
            }
            requirePointer(interleaved, "interleaved");
            const ReadResult result =
                self.object.read({interleaved, std::size_t{frames} * self.info.channels});
            if (result.frames > frames)
                throw Error(ST_ERR_INTERNAL, "The decoder says that it read more than it was asked for.");
            if (result.frames == 0 && !result.end)
                throw Error(ST_ERR_INTERNAL, "The decoder read nothing, and it is not the end.");
            self.ended = result.end;
            *outFrames = result.frames;
            *outEnd = result.end ? 1 : 0;
        });
    }

    static int32_t seek(void* handle, uint64_t frame, uint64_t* outFrame) noexcept requires HasSeek<T>
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "seek", [&] {
            requirePointer(outFrame, "out_frame");
            self.requireOpen();
            const uint64_t reached = self.object.seek(frame);
            self.ended = false;
            if (reached > frame)
                throw Error(ST_ERR_INTERNAL, "The decoder went beyond the frame it was asked for.");
            *outFrame = reached;
        });
    }

    static int32_t create(StString config, StDecoder* outDecoder, const StWriter* outError) noexcept
    {
        return guardedCreate(T::kType.typeId, outError, [&] {
            requirePointer(outDecoder, "out_decoder");
            auto made = std::make_unique<Cell>(configFor<T>(config));
            *outDecoder = {made.release(), &kFunctions};
        });
    }

    static constexpr StDecoderFunctions makeFunctions()
    {
        StDecoderFunctions functions{};
        functions.struct_size = sizeof functions;
        functions.instance = &InstanceTable<Cell>::kFunctions;
        functions.open = &open;
        functions.info = &info;
        functions.read = &read;
        if constexpr (HasMetadata<T>)
            functions.metadata = &metadata;
        if constexpr (HasSeek<T>)
            functions.seek = &seek;
        return functions;
    }

    static constexpr auto makeScores()
    {
        if constexpr (HasScores<T>) {
            std::array<StDecoderScore, std::size(T::kScores)> scores{};
            for (std::size_t index = 0; index < scores.size(); ++index)
                scores[index] = {toStString(T::kScores[index].extension), T::kScores[index].score, 0};
            return scores;
        } else {
            return std::array<StDecoderScore, 0>{};
        }
    }

    static constexpr StDecoderFunctions kFunctions = makeFunctions();
    static constexpr auto kScores = makeScores();
    static constexpr StDecoderType kType{sizeof(StDecoderType), static_cast<uint32_t>(kScores.size()),
                                         kScores.empty() ? nullptr : kScores.data(), &create};

  public:
    static constexpr StCapability kCapability = makeCapability<T>(ST_CAPABILITY_DECODER, &kType);
};

} // namespace detail
} // namespace stellatune::sdk
