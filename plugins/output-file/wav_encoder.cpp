// WAV through libsndfile, as RF64 once the file passes 4 GB.
#include "encoder.h"
#include "quantiser.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pluginapi/abi/decoder.h>
#include <sndfile.h>

namespace stellatune::filesink {

namespace {

PartialFile& fileOf(void* user)
{
    return *static_cast<PartialFile*>(user);
}

// libsndfile writes through these, so that the system's refusals can be told.
SF_VIRTUAL_IO fileAccess()
{
    SF_VIRTUAL_IO access{};
    access.get_filelen = [](void* user) -> sf_count_t { return fileOf(user).length(); };
    access.seek = [](sf_count_t offset, int whence, void* user) -> sf_count_t {
        PartialFile& file = fileOf(user);
        const int64_t base = whence == SEEK_CUR ? file.position() : whence == SEEK_END ? file.length() : 0;
        return file.seek(base + offset) ? file.position() : -1;
    };
    access.read = [](void*, sf_count_t, void*) -> sf_count_t { return 0; };
    access.write = [](const void* data, sf_count_t bytes, void* user) -> sf_count_t {
        return fileOf(user).write(data, static_cast<size_t>(bytes)) ? bytes : 0;
    };
    access.tell = [](void* user) -> sf_count_t { return fileOf(user).position(); };
    return access;
}

/// The speakers of a mask as libsndfile names them, in the order of the mask's bits.
std::vector<int> channelMap(uint32_t mask)
{
    static constexpr std::array<std::pair<uint32_t, int>, 9> kSpeakers{{
        {ST_SPEAKER_FRONT_LEFT, SF_CHANNEL_MAP_LEFT},
        {ST_SPEAKER_FRONT_RIGHT, SF_CHANNEL_MAP_RIGHT},
        {ST_SPEAKER_FRONT_CENTER, SF_CHANNEL_MAP_CENTER},
        {ST_SPEAKER_LOW_FREQUENCY, SF_CHANNEL_MAP_LFE},
        {ST_SPEAKER_BACK_LEFT, SF_CHANNEL_MAP_REAR_LEFT},
        {ST_SPEAKER_BACK_RIGHT, SF_CHANNEL_MAP_REAR_RIGHT},
        {ST_SPEAKER_BACK_CENTER, SF_CHANNEL_MAP_REAR_CENTER},
        {ST_SPEAKER_SIDE_LEFT, SF_CHANNEL_MAP_SIDE_LEFT},
        {ST_SPEAKER_SIDE_RIGHT, SF_CHANNEL_MAP_SIDE_RIGHT},
    }};
    std::vector<int> map;
    for (const auto& [bit, name] : kSpeakers) {
        if ((mask & bit) != 0)
            map.push_back(name);
    }
    return map;
}

class WavEncoder final : public Encoder {
  public:
    WavEncoder(PartialFile& file, const SoundFormat& format, const Track* tags)
    {
        const StoredFormat& stored = format.stored;
        SF_INFO info{};
        info.samplerate = static_cast<int>(format.sampleRate);
        info.channels = static_cast<int>(format.channels);
        // RF64 keeps a place for 64-bit sizes, and becomes a plain WAV on closing when they were not needed.
        info.format = SF_FORMAT_RF64 | (stored.isFloat      ? SF_FORMAT_FLOAT
                                        : stored.bits == 16 ? SF_FORMAT_PCM_16
                                                            : SF_FORMAT_PCM_24);
        SF_VIRTUAL_IO access = fileAccess();
        m_sound.reset(sf_open_virtual(&access, SFM_WRITE, &info, &file));
        if (!m_sound)
            throw sdk::Error(ST_ERR_UNSUPPORTED,
                             std::string("The WAV file cannot be begun: ") + sf_strerror(nullptr));
        sf_command(m_sound.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
        // It would store the time of writing: the same music then gives the same file.
        sf_command(m_sound.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
        std::vector<int> map = channelMap(format.channelMask);
        sf_command(m_sound.get(), SFC_SET_CHANNEL_MAP_INFO, map.data(),
                   static_cast<int>(map.size() * sizeof(int)));
        if (tags != nullptr)
            writeTags(*tags);
        if (!stored.isFloat) {
            m_quantiser.emplace(stored.bits, format.dither);
            m_shift = 32 - stored.bits;
        }
    }

    bool write(std::span<const float> interleaved) override
    {
        const auto items = static_cast<sf_count_t>(interleaved.size());
        if (!m_quantiser)
            return sf_write_float(m_sound.get(), interleaved.data(), items) == items;
        m_integers.resize(interleaved.size());
        m_quantiser->convert(interleaved, m_integers);
        for (int32_t& sample : m_integers) // libsndfile takes them from the upper bits
            sample = static_cast<int32_t>(static_cast<uint32_t>(sample) << m_shift);
        return sf_write_int(m_sound.get(), m_integers.data(), items) == items;
    }

    bool finish() override { return sf_close(m_sound.release()) == 0; }

    uint64_t clippedSamples() const override { return m_quantiser ? m_quantiser->clippedSamples() : 0; }

  private:
    struct Closer {
        void operator()(SNDFILE* sound) const { sf_close(sound); }
    };

    /// As LIST INFO. Its texts have no declared encoding; today's programs expect UTF-8.
    void writeTags(const Track& tags)
    {
        const auto set = [this](int kind, const std::string& text) {
            if (!text.empty())
                sf_set_string(m_sound.get(), kind, text.c_str());
        };
        set(SF_STR_TITLE, tags.title);
        set(SF_STR_ARTIST, tags.artist);
        set(SF_STR_ALBUM, tags.album);
        set(SF_STR_GENRE, tags.genre);
        set(SF_STR_DATE, tags.date);
        set(SF_STR_TRACKNUMBER, tags.number);
        set(SF_STR_COMMENT, tags.comment);
    }

    std::unique_ptr<SNDFILE, Closer> m_sound;
    std::optional<Quantiser> m_quantiser; ///< none for float
    uint32_t m_shift = 0;
    std::vector<int32_t> m_integers;
};

} // namespace

std::unique_ptr<Encoder> makeWavEncoder(PartialFile& file, const SoundFormat& format, const Track* tags)
{
    return std::make_unique<WavEncoder>(file, format, tags);
}

} // namespace stellatune::filesink
