#include "container.h"

#include <pluginapi/sdk/error.h>

#include <algorithm>
#include <utility>

namespace stellatune::ffmpeg {

namespace {

/// What may hold sound. Playlists, subtitles, pictures, devices and whatever fetches other files are not
/// here.
constexpr const char* kDemuxers =
    "aac,ac3,act,adx,aea,aiff,aix,amr,amrnb,amrwb,ape,apc,aptx,aptx_hd,asf,asf_o,ast,au,avi,brstm,bfstm,"
    "bfwav,"
    "caf,dsf,dts,dtshd,eac3,flac,flv,g722,g729,gsm,iff,ilbc,kvag,loas,matroska,mlp,mov,mp3,mpc,mpc8,mpeg,"
    "mpegts,"
    "nistsphere,nsp,nut,ogg,oma,qcp,rm,rso,sbc,shn,sox,spdif,tak,truehd,tta,voc,vqf,w64,wav,wsd,wv,xa,xwma";

/// Failed reads in a row after which a file counts as ended.
constexpr int kMostFailures = 32;

int refuseOtherFiles(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**)
{
    return AVERROR(EPERM);
}

std::string lastComponent(std::string_view path)
{
    const size_t slash = path.find_last_of("/\\");
    if (slash != std::string_view::npos)
        path.remove_prefix(slash + 1);
    return path.empty() ? "The file" : std::string(path);
}

} // namespace

Container::Container(sdk::Stream stream, std::string_view path, std::string_view extension, uint32_t subsong)
    : m_io(stream), m_name(lastComponent(path)), m_hint("stream." + std::string(extension)),
      m_subsong(subsong)
{
    open();
}

void Container::open()
{
    AVFormatContext* format = allocated(avformat_alloc_context());
    format->pb = m_io.context();
    format->flags |= AVFMT_FLAG_CUSTOM_IO;
    format->io_open = refuseOtherFiles;
    // No protocol has this name, so that none is left to demuxers that open things by themselves.
    const bool isSetUp = av_opt_set(format, "protocol_whitelist", "none", 0) == 0 &&
                         av_opt_set(format, "format_whitelist", kDemuxers, 0) == 0;
    // Frees `format` when it fails. The name is looked at, not opened: some formats are known by it alone.
    const int opened = isSetUp ? avformat_open_input(&format, m_hint.c_str(), nullptr, nullptr)
                               : (avformat_free_context(format), AVERROR(ENOMEM));
    m_io.check();
    if (opened == AVERROR(ENOMEM))
        throw std::bad_alloc();
    if (opened < 0)
        throw sdk::Error(ST_ERR_UNSUPPORTED,
                         m_name + " is not an audio file that FFmpeg knows, or is damaged at its start.");
    FormatContextPointer whole(format);
    for (unsigned i = 0; i < whole->nb_streams; ++i) {
        if (whole->streams[i]->codecpar->codec_type != AVMEDIA_TYPE_AUDIO)
            whole->streams[i]->discard = AVDISCARD_ALL;
    }
    const int analysed = avformat_find_stream_info(whole.get(), nullptr);
    m_io.check();
    if (analysed < 0)
        throw sdk::Error(ST_ERR_CORRUPT, m_name + " is damaged: " + describe(analysed) + ".");
    std::vector<unsigned> tracks = tracksOf(*whole);
    if (m_subsong >= tracks.size())
        throw sdk::Error(ST_ERR_NOT_FOUND,
                         m_name + " has no sound track " + std::to_string(m_subsong + 1) + ".");
    m_format = std::move(whole);
    m_tracks = std::move(tracks);
    m_trackIndex = m_tracks[m_subsong];
    for (unsigned i = 0; i < m_format->nb_streams; ++i)
        m_format->streams[i]->discard = i == m_trackIndex ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    m_isOpen = true;
}

std::vector<unsigned> Container::tracksOf(AVFormatContext& format) const
{
    const int best = av_find_best_stream(&format, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
    m_io.check();
    if (best < 0)
        throw sdk::Error(ST_ERR_UNSUPPORTED, m_name + " holds no sound.");
    std::vector<unsigned> tracks = {static_cast<unsigned>(best)};
    for (unsigned i = 0; i < format.nb_streams; ++i) {
        if (format.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO && i != tracks.front())
            tracks.push_back(i);
    }
    return tracks;
}

bool Container::hasVideo() const
{
    for (unsigned i = 0; i < m_format->nb_streams; ++i) {
        const AVStream& stream = *m_format->streams[i];
        if (stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
            (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0)
            return true;
    }
    return false;
}

bool Container::read(AVPacket& packet)
{
    if (!m_isOpen)
        reopen();
    for (int failures = 0; failures < kMostFailures;) {
        av_packet_unref(&packet);
        const int status = av_read_frame(m_format.get(), &packet);
        m_io.check();
        if (status == AVERROR(ENOMEM))
            throw std::bad_alloc();
        if (status == AVERROR_EOF)
            return false;
        if (status < 0)
            ++failures;
        else if (packet.stream_index == static_cast<int>(m_trackIndex))
            return true;
    }
    return false;
}

bool Container::seek(int64_t timestamp)
{
    if (!m_isOpen)
        reopen();
    m_io.forgive();
    const int status =
        av_seek_frame(m_format.get(), static_cast<int>(m_trackIndex), timestamp, AVSEEK_FLAG_BACKWARD);
    m_io.check();
    return status >= 0;
}

void Container::reopen()
{
    // What is known of the file stays until it is known anew, since this may fail half way.
    m_isOpen = false;
    m_io.rewind();
    open();
}

} // namespace stellatune::ffmpeg
