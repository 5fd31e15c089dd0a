#include "engine/tags/vorbis_comment.h"

#include "engine/tags/tag_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include <flacfile.h>
#include <oggfile.h>

namespace stellatune {

namespace {

using TagLib::ByteVector;

/// The comment block of a native FLAC file: the metadata block of type 4 (RFC 9639, section 8).
ByteVector flacComment(TagLib::FLAC::File& file)
{
    constexpr uint8_t kVorbisComment = 4;
    constexpr uint8_t kLastBlock = 0x80;
    const auto marker = file.find("fLaC");
    if (marker < 0)
        return {};
    file.seek(marker + 4);
    for (;;) {
        const ByteVector header = file.readBlock(4);
        if (header.size() < 4)
            return {};
        const auto type = static_cast<uint8_t>(header[0]);
        const unsigned int length = header.toUInt(1U, 3U, true);
        if ((type & ~kLastBlock) == kVorbisComment)
            return file.readBlock(length);
        if ((type & kLastBlock) != 0)
            return {};
        file.seek(static_cast<long>(length), TagLib::File::Current);
    }
}

/// The comment packet of an Ogg stream, without the codec's own mark in front.
ByteVector oggComment(TagLib::Ogg::File& file)
{
    const ByteVector packet = file.packet(1);
    if (packet.startsWith("OpusTags"))
        return packet.mid(8);
    if (packet.startsWith("\x03vorbis"))
        return packet.mid(7);
    return {};
}

/// Reads counted little-endian strings; ends for good where the bytes do.
class Cursor {
  public:
    explicit Cursor(std::string_view bytes) : m_rest(bytes) {}

    std::optional<uint32_t> count()
    {
        if (m_rest.size() < 4)
            return std::nullopt;
        uint32_t value = 0;
        for (size_t i = 4; i-- > 0;)
            value = (value << 8U) | static_cast<uint8_t>(m_rest[i]);
        m_rest.remove_prefix(4);
        return value;
    }

    std::optional<std::string_view> text()
    {
        const std::optional<uint32_t> length = count();
        if (!length || *length > m_rest.size())
            return std::nullopt;
        const std::string_view found = m_rest.substr(0, *length);
        m_rest.remove_prefix(*length);
        return found;
    }

  private:
    std::string_view m_rest;
};

std::string upperCase(std::string_view text)
{
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return upper;
}

} // namespace

std::vector<std::pair<std::string, std::string>> readVorbisComment(TagLib::File& file)
{
    ByteVector block;
    if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(&file))
        block = flacComment(*flac);
    else if (auto* ogg = dynamic_cast<TagLib::Ogg::File*>(&file))
        block = oggComment(*ogg);

    std::vector<std::pair<std::string, std::string>> fields;
    Cursor cursor(std::string_view(block.data(), block.size()));
    if (!cursor.text()) // the encoder's name
        return fields;
    const uint32_t count = cursor.count().value_or(0);
    for (uint32_t i = 0; i < count; ++i) {
        const std::optional<std::string_view> field = cursor.text();
        if (!field)
            break;
        const size_t equals = field->find('=');
        if (equals == std::string_view::npos)
            continue;
        std::string name = upperCase(field->substr(0, equals));
        if (name != "METADATA_BLOCK_PICTURE" && name != "COVERART")
            fields.emplace_back(std::move(name), tagtext::repairUtf8(field->substr(equals + 1)));
    }
    return fields;
}

} // namespace stellatune
