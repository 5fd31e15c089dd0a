#include "engine/tags/tag_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <id3v1tag.h>
#include <id3v2tag.h>

namespace stellatune::tagtext {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

void append(std::string& out, char32_t c)
{
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

/// Bytes of the well-formed sequence at `position`, 0 when it is not one (Unicode 15, table 3-7).
size_t sequenceLength(std::string_view bytes, size_t position)
{
    const auto byteAt = [&](size_t offset) -> uint8_t {
        return position + offset < bytes.size() ? static_cast<uint8_t>(bytes[position + offset]) : uint8_t{0};
    };
    const auto isTail = [&](size_t offset) { return (byteAt(offset) & 0xC0) == 0x80; };
    const uint8_t first = byteAt(0);
    const uint8_t second = byteAt(1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return isTail(1) ? 2 : 0;
    if ((first & 0xF0) == 0xE0) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return isTail(1) && isTail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool tooLarge = first == 0xF4 && second > 0x8F;
        return isTail(1) && isTail(2) && isTail(3) && !overlong && !tooLarge ? 4 : 0;
    }
    return 0;
}

/// Windows-1252 above 0x7F where it differs from Latin-1.
constexpr std::array<char32_t, 32> kWindows1252{
    0x20AC,       kReplacement, 0x201A, 0x0192, 0x201E, 0x2026,       0x2020, 0x2021,
    0x02C6,       0x2030,       0x0160, 0x2039, 0x0152, kReplacement, 0x017D, kReplacement,
    kReplacement, 0x2018,       0x2019, 0x201C, 0x201D, 0x2022,       0x2013, 0x2014,
    0x02DC,       0x2122,       0x0161, 0x203A, 0x0153, kReplacement, 0x017E, 0x0178};

std::string trimmed(std::string text)
{
    constexpr std::string_view kBlank{" \t\r\n\v\f\0", 7};
    text.erase(text.find_last_not_of(kBlank) + 1);
    text.erase(0, std::min(text.find_first_not_of(kBlank), text.size()));
    return text;
}

TagLib::String read(const TagLib::ByteVector& data)
{
    return {repairUtf8(std::string_view(data.data(), data.size())), TagLib::String::UTF8};
}

class Id3v1Reader : public TagLib::ID3v1::StringHandler {
  public:
    TagLib::String parse(const TagLib::ByteVector& data) const override { return read(data); }
};

class Id3v2Reader : public TagLib::ID3v2::Latin1StringHandler {
  public:
    TagLib::String parse(const TagLib::ByteVector& data) const override { return read(data); }
};

} // namespace

std::string toUtf8(const TagLib::String& text)
{
    const auto unitAt = [&](unsigned int index) -> char32_t {
        return index < text.size() ? static_cast<char32_t>(text[static_cast<int>(index)]) : U'\0';
    };
    std::string out;
    out.reserve(text.size());
    for (unsigned int i = 0; i < text.size(); ++i) {
        char32_t c = unitAt(i);
        const bool isHigh = c >= 0xD800 && c <= 0xDBFF;
        const char32_t low = unitAt(i + 1);
        if (isHigh && low >= 0xDC00 && low <= 0xDFFF) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            ++i;
        } else if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) {
            c = kReplacement;
        }
        append(out, c);
    }
    return trimmed(std::move(out));
}

std::string repairUtf8(std::string_view bytes)
{
    if (isValidUtf8(bytes))
        return trimmed(std::string(bytes));
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<uint8_t>(byte);
        append(out, value >= 0x80 && value < 0xA0 ? kWindows1252[value - 0x80] : char32_t{value});
    }
    return trimmed(std::move(out));
}

bool isValidUtf8(std::string_view bytes)
{
    for (size_t position = 0; position < bytes.size();) {
        const size_t length = sequenceLength(bytes, position);
        if (length == 0)
            return false;
        position += length;
    }
    return true;
}

void installLatin1Reader()
{
    // TagLib keeps the pointers for good.
    static const Id3v1Reader id3v1Reader;
    static const Id3v2Reader id3v2Reader;
    [[maybe_unused]] static const bool installed = [] {
        TagLib::ID3v1::Tag::setStringHandler(&id3v1Reader);
        TagLib::ID3v2::Tag::setLatin1StringHandler(&id3v2Reader);
        return true;
    }();
}

} // namespace stellatune::tagtext
