#include "plugins/decoder-ffmpeg/tests/signals.h"

#include <algorithm>
#include <numbers>
#include <string_view>

namespace stellatune::plugintest {

namespace {

/// DSF keeps this many bytes of a channel together.
constexpr size_t kDsfBlock = 4096;

class Bytes {
  public:
    void text(std::string_view text) { m_bytes.insert(m_bytes.end(), text.begin(), text.end()); }
    void little(uint64_t value, int bytes)
    {
        for (int i = 0; i < bytes; ++i)
            m_bytes.push_back(static_cast<unsigned char>(value >> (8 * i)));
    }
    void big(uint64_t value, int bytes)
    {
        for (int i = bytes; i-- > 0;)
            m_bytes.push_back(static_cast<unsigned char>(value >> (8 * i)));
    }
    void byte(unsigned char value) { m_bytes.push_back(value); }
    const std::vector<unsigned char>& all() const { return m_bytes; }

  private:
    std::vector<unsigned char> m_bytes;
};

unsigned char mirrored(unsigned char byte)
{
    unsigned result = 0;
    for (unsigned bit = 0; bit < 8; ++bit)
        result |= ((byte >> bit) & 1U) << (7U - bit);
    return static_cast<unsigned char>(result);
}

} // namespace

std::vector<std::vector<unsigned char>> modulate(uint64_t bits, uint32_t bitRate,
                                                 const std::vector<double>& hertz, double amplitude)
{
    std::vector<std::vector<unsigned char>> channels;
    for (const double frequency : hertz) {
        std::vector<unsigned char> bytes((bits + 7) / 8, 0);
        double first = 0.0;
        double second = 0.0;
        double output = 0.0;
        for (uint64_t i = 0; i < bits; ++i) {
            const double input =
                amplitude * std::sin(2.0 * std::numbers::pi * frequency * static_cast<double>(i) / bitRate);
            first += input - output;
            second += first - 2.0 * output;
            output = second >= 0.0 ? 1.0 : -1.0;
            if (output > 0.0)
                bytes[i / 8] = static_cast<unsigned char>(bytes[i / 8] | 1U << (i % 8));
        }
        channels.push_back(std::move(bytes));
    }
    return channels;
}

void writeDsf(const std::filesystem::path& path, const std::vector<std::vector<unsigned char>>& channels,
              uint32_t bitRate)
{
    const size_t blocks = (channels[0].size() + kDsfBlock - 1) / kDsfBlock;
    const size_t data = blocks * kDsfBlock * channels.size();
    Bytes file;
    file.text("DSD ");
    file.little(28, 8);
    file.little(28 + 52 + 12 + data, 8);
    file.little(0, 8); // no tags
    file.text("fmt ");
    file.little(52, 8);
    file.little(1, 4); // version
    file.little(0, 4); // raw
    file.little(channels.size() == 1 ? 1 : 2, 4);
    file.little(channels.size(), 4);
    file.little(bitRate, 4);
    file.little(1, 4); // lowest bit first
    file.little(channels[0].size() * 8, 8);
    file.little(kDsfBlock, 4);
    file.little(0, 4);
    file.text("data");
    file.little(12 + data, 8);
    for (size_t block = 0; block < blocks; ++block) {
        for (const std::vector<unsigned char>& channel : channels) {
            for (size_t i = block * kDsfBlock; i < (block + 1) * kDsfBlock; ++i)
                file.byte(i < channel.size() ? channel[i] : 0x69);
        }
    }
    fixtures::writeBytes(path, file.all());
}

void writeDff(const std::filesystem::path& path, const std::vector<std::vector<unsigned char>>& channels,
              uint32_t bitRate)
{
    Bytes properties;
    properties.text("SND FS  ");
    properties.big(4, 8);
    properties.big(bitRate, 4);
    properties.text("CHNL");
    properties.big(2 + 4 * channels.size(), 8);
    properties.big(channels.size(), 2);
    properties.text(channels.size() == 1 ? "C   " : "SLFTSRGT");
    properties.text("CMPR");
    properties.big(20, 8);
    properties.text("DSD ");
    properties.byte(14);
    properties.text("not compressed");
    properties.byte(0);
    const uint64_t data = channels[0].size() * channels.size();
    Bytes file;
    file.text("FRM8");
    file.big(4 + 16 + 12 + properties.all().size() + 12 + data, 8);
    file.text("DSD FVER");
    file.big(4, 8);
    file.big(0x01050000, 4);
    file.text("PROP");
    file.big(properties.all().size(), 8);
    file.text({reinterpret_cast<const char*>(properties.all().data()), properties.all().size()});
    file.text("DSD ");
    file.big(data, 8);
    for (size_t i = 0; i < channels[0].size(); ++i) {
        for (const std::vector<unsigned char>& channel : channels)
            file.byte(mirrored(channel[i]));
    }
    fixtures::writeBytes(path, file.all());
}

} // namespace stellatune::plugintest
