// An audio file opened by libavformat through the host's stream.
#pragma once

#include "ffmpeg_api.h"
#include "host_io.h"

#include <pluginapi/sdk/stream.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune::ffmpeg {

/// Reads nothing but the stream it was given: other files and URLs that a container names are refused. Owned
/// by one thread. Failures are sdk::Error.
class Container {
  public:
    /// `path` is for messages. `subsong` chooses the sound track: 0 is the one FFmpeg holds for the main one,
    /// the others follow in the order of the file.
    Container(sdk::Stream stream, std::string_view path, std::string_view extension, uint32_t subsong);

    AVFormatContext& format() const { return *m_format; }
    AVStream& track() const { return *m_format->streams[m_trackIndex]; }
    /// Indices of the sound tracks in the order of subsongs.
    const std::vector<unsigned>& tracks() const { return m_tracks; }
    /// Moving pictures, not covers.
    bool hasVideo() const;
    bool canSeek() const { return m_io.canSeek(); }
    HostIo& io() { return m_io; }
    /// The file as messages call it.
    const std::string& name() const { return m_name; }

    /// The next packet of the track; false at the end. Damage is stepped over as far as libavformat can.
    bool read(AVPacket& packet);
    /// The next packet is at or before `timestamp`, in the track's time base, as far as libavformat keeps its
    /// word. False when it cannot.
    bool seek(int64_t timestamp);
    /// Opens the file anew. Only where canSeek(). After a failure the next read() or seek() tries it again.
    void reopen();

  private:
    void open();
    /// In the order of subsongs.
    std::vector<unsigned> tracksOf(AVFormatContext& format) const;

    HostIo m_io;
    const std::string m_name;
    const std::string m_hint;
    const uint32_t m_subsong;
    FormatContextPointer m_format; ///< after m_io: closing it still uses m_io
    std::vector<unsigned> m_tracks;
    unsigned m_trackIndex = 0;
    bool m_isOpen = false; ///< m_format is where m_io is
};

} // namespace stellatune::ffmpeg
