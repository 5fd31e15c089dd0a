#include "tracker_module.h"

#include <pluginapi/sdk/error.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <new>
#include <string>
#include <vector>

namespace stellatune::openmpt {

namespace {

/// The largest modules in the wild have a few dozen megabytes.
constexpr size_t kLargestFile = size_t{256} << 20U;
constexpr size_t kBlock = size_t{64} << 10U;

std::string lastComponent(std::string_view path)
{
    const size_t slash = path.find_last_of("/\\");
    if (slash != std::string_view::npos)
        path.remove_prefix(slash + 1);
    return path.empty() ? "The file" : std::string(path);
}

/// A text of libopenmpt's, which it wants back.
std::string takeText(const char* text)
{
    if (text == nullptr)
        return {};
    std::string copy = text;
    openmpt_free_string(text);
    return copy;
}

void append(std::vector<std::byte>& bytes, sdk::Stream& stream, size_t count)
{
    const size_t old = bytes.size();
    bytes.resize(old + count);
    bytes.resize(old + stream.readFully(std::span(bytes).subspan(old)));
}

std::vector<std::byte> readFile(sdk::Stream stream, const std::string& name)
{
    std::vector<std::byte> bytes;
    append(bytes, stream, openmpt_probe_file_header_get_recommended_size());
    // The start tells, so that nothing large is read for nothing.
    const int probed = openmpt_probe_file_header_without_filesize(
        OPENMPT_PROBE_FILE_HEADER_FLAGS_DEFAULT, bytes.data(), bytes.size(), openmpt_log_func_silent, nullptr,
        openmpt_error_func_ignore, nullptr, nullptr, nullptr);
    if (probed == OPENMPT_PROBE_FILE_HEADER_RESULT_FAILURE)
        throw sdk::Error(ST_ERR_UNSUPPORTED, name + " is not tracker music that libopenmpt knows.");
    while (true) {
        const size_t before = bytes.size();
        append(bytes, stream, kBlock);
        if (bytes.size() - before < kBlock)
            return bytes;
        if (bytes.size() > kLargestFile)
            throw sdk::Error(ST_ERR_UNSUPPORTED, name + " is too large for tracker music.");
    }
}

} // namespace

TrackerModule::TrackerModule(sdk::Stream stream, std::string_view path, uint32_t subsong,
                             const Settings& settings)
    : m_sampleRate(settings.sampleRate)
{
    const std::string name = lastComponent(path);
    const std::vector<std::byte> bytes = readFile(stream, name);
    int error = OPENMPT_ERROR_OK;
    m_module.reset(openmpt_module_create_from_memory2(bytes.data(), bytes.size(), openmpt_log_func_silent,
                                                      nullptr, openmpt_error_func_ignore, nullptr, &error,
                                                      nullptr, nullptr));
    if (!m_module && error == OPENMPT_ERROR_OUT_OF_MEMORY)
        throw std::bad_alloc();
    if (!m_module)
        throw sdk::Error(ST_ERR_CORRUPT, name + " is damaged, or is not tracker music.");
    if (subsong >= subsongs())
        throw sdk::Error(ST_ERR_NOT_FOUND, name + " has no piece " + std::to_string(subsong + 1) + ".");
    openmpt_module* const module = m_module.get();
    openmpt_module_select_subsong(module, static_cast<int32_t>(subsong));
    openmpt_module_set_repeat_count(module, settings.repeats);
    apply(settings);
    const double seconds = openmpt_module_get_duration_seconds(module);
    if (settings.repeats == 0 && std::isfinite(seconds) && seconds >= 0.0)
        m_frames = static_cast<uint64_t>(std::llround(seconds * m_sampleRate));
}

void TrackerModule::apply(const Settings& settings)
{
    openmpt_module* const module = m_module.get();
    openmpt_module_set_render_param(module, OPENMPT_MODULE_RENDER_INTERPOLATIONFILTER_LENGTH,
                                    settings.interpolation);
    openmpt_module_set_render_param(module, OPENMPT_MODULE_RENDER_STEREOSEPARATION_PERCENT,
                                    settings.stereoSeparation);
}

uint32_t TrackerModule::subsongs() const
{
    return static_cast<uint32_t>(std::max(openmpt_module_get_num_subsongs(m_module.get()), 1));
}

uint32_t TrackerModule::read(std::span<float> interleaved)
{
    size_t room = interleaved.size() / kChannels;
    if (m_frames)
        room = static_cast<size_t>(std::min<uint64_t>(room, *m_frames - std::min(*m_frames, m_position)));
    size_t done = 0;
    while (done < room) {
        const size_t got =
            openmpt_module_read_interleaved_float_stereo(m_module.get(), static_cast<int32_t>(m_sampleRate),
                                                         room - done, interleaved.data() + done * kChannels);
        if (got == 0)
            break;
        done += got;
    }
    // The length counts seconds and the rendering counts ticks of whole frames: the last few are silence.
    if (m_frames && done < room) {
        std::fill(interleaved.begin() + static_cast<std::ptrdiff_t>(done * kChannels),
                  interleaved.begin() + static_cast<std::ptrdiff_t>(room * kChannels), 0.0F);
        done = room;
    }
    m_position += done;
    return static_cast<uint32_t>(done);
}

uint64_t TrackerModule::seek(uint64_t frame)
{
    if (m_frames && frame >= *m_frames) {
        m_position = *m_frames;
        return m_position;
    }
    // libopenmpt says where it landed; a row that begins after the frame is one too far.
    const double wanted = static_cast<double>(frame) / m_sampleRate;
    for (double back = 0.0; back < wanted; back = back * 2.0 + 0.1) {
        const double reached = openmpt_module_set_position_seconds(m_module.get(), wanted - back);
        const auto place = static_cast<uint64_t>(std::max(0.0, std::round(reached * m_sampleRate)));
        if (place <= frame) {
            m_position = place;
            return place;
        }
    }
    openmpt_module_set_position_seconds(m_module.get(), 0.0);
    m_position = 0;
    return 0;
}

sdk::Json TrackerModule::metadata() const
{
    openmpt_module* const module = m_module.get();
    sdk::Json tags = sdk::Json::object();
    std::string type = takeText(openmpt_module_get_metadata(module, "type"));
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    tags["codec"] = type.empty() ? std::string("Module") : type;
    struct Key {
        const char* theirs;
        const char* ours;
    };
    for (const Key& key :
         {Key{"title", "title"}, Key{"artist", "artist"}, Key{"date", "date"}, Key{"message", "comment"}}) {
        if (const std::string text = takeText(openmpt_module_get_metadata(module, key.theirs)); !text.empty())
            tags[key.ours] = text;
    }
    if (subsongs() > 1) {
        sdk::Json names = sdk::Json::array();
        for (uint32_t i = 0; i < subsongs(); ++i) {
            const std::string name =
                takeText(openmpt_module_get_subsong_name(module, static_cast<int32_t>(i)));
            names.push(name.empty() ? "Piece " + std::to_string(i + 1) : name);
        }
        tags["subsong_names"] = std::move(names);
    }
    return tags;
}

} // namespace stellatune::openmpt
