#include "resources/demo/flac_file.h"

#include "resources/demo/cover.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

#include <FLAC/metadata.h>
#include <FLAC/stream_encoder.h>

namespace stellatune::demo {

namespace {

struct Deleter {
    void operator()(FLAC__StreamEncoder* encoder) const { FLAC__stream_encoder_delete(encoder); }
    void operator()(FLAC__StreamMetadata* block) const { FLAC__metadata_object_delete(block); }
};
using Encoder = std::unique_ptr<FLAC__StreamEncoder, Deleter>;
using Metadata = std::unique_ptr<FLAC__StreamMetadata, Deleter>;

Metadata makeComments(const Tags& tags)
{
    Metadata block(FLAC__metadata_object_new(FLAC__METADATA_TYPE_VORBIS_COMMENT));
    for (const auto& [name, value] : tags) {
        FLAC__StreamMetadata_VorbisComment_Entry entry;
        if (!FLAC__metadata_object_vorbiscomment_entry_from_name_value_pair(&entry, name.c_str(),
                                                                            value.c_str()) ||
            !FLAC__metadata_object_vorbiscomment_append_comment(block.get(), entry, false))
            return nullptr;
    }
    return block;
}

Metadata makePicture(const std::vector<uint8_t>& png)
{
    Metadata block(FLAC__metadata_object_new(FLAC__METADATA_TYPE_PICTURE));
    block->data.picture.type = FLAC__STREAM_METADATA_PICTURE_TYPE_FRONT_COVER;
    block->data.picture.width = kCoverSize;
    block->data.picture.height = kCoverSize;
    block->data.picture.depth = 24;
    std::string mimeType = "image/png";
    // libFLAC copies; its parameter is not const for historical reasons.
    auto* bytes = const_cast<FLAC__byte*>(png.data());
    if (!FLAC__metadata_object_picture_set_mime_type(block.get(), mimeType.data(), true) ||
        !FLAC__metadata_object_picture_set_data(block.get(), bytes, static_cast<FLAC__uint32>(png.size()),
                                                true))
        return nullptr;
    return block;
}

// Rounded to 16 bits with triangular dither, interleaved.
std::vector<FLAC__int32> quantised(const StereoMix& sound)
{
    std::minstd_rand random(20);
    const auto uniform = [&random] {
        return static_cast<double>(random()) / static_cast<double>(std::minstd_rand::max());
    };
    std::vector<FLAC__int32> samples;
    samples.reserve(sound.frames() * 2);
    for (size_t i = 0; i < sound.frames(); ++i) {
        for (const float value : {sound.left[i], sound.right[i]}) {
            const double dithered = value * 32767.0 + uniform() - uniform();
            samples.push_back(static_cast<FLAC__int32>(std::lround(std::clamp(dithered, -32768.0, 32767.0))));
        }
    }
    return samples;
}

} // namespace

bool writeFlac(const std::filesystem::path& path, const StereoMix& sound, const Tags& tags,
               const std::vector<uint8_t>& coverPng)
{
    const Metadata comments = makeComments(tags);
    const Metadata picture = makePicture(coverPng);
    const Encoder encoder(FLAC__stream_encoder_new());
    if (!comments || !picture || !encoder)
        return false;
    FLAC__StreamMetadata* blocks[] = {comments.get(), picture.get()};
    FLAC__stream_encoder_set_channels(encoder.get(), 2);
    FLAC__stream_encoder_set_bits_per_sample(encoder.get(), 16);
    FLAC__stream_encoder_set_sample_rate(encoder.get(), kSampleRate);
    FLAC__stream_encoder_set_compression_level(encoder.get(), 8);
    FLAC__stream_encoder_set_total_samples_estimate(encoder.get(), sound.frames());
    FLAC__stream_encoder_set_metadata(encoder.get(), blocks, 2);
    if (FLAC__stream_encoder_init_file(encoder.get(), path.string().c_str(), nullptr, nullptr) !=
        FLAC__STREAM_ENCODER_INIT_STATUS_OK)
        return false;
    const std::vector<FLAC__int32> samples = quantised(sound);
    const bool written = FLAC__stream_encoder_process_interleaved(encoder.get(), samples.data(),
                                                                  static_cast<uint32_t>(sound.frames()));
    return FLAC__stream_encoder_finish(encoder.get()) && written;
}

} // namespace stellatune::demo
