// FFmpeg's C headers, and its objects as values that free themselves.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/mathematics.h>
#include <libavutil/opt.h>
}

#include <memory>
#include <string>

namespace stellatune::ffmpeg {

struct FreePacket {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FreeFrame {
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct FreeCodecContext {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct CloseInput {
    void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct CloseParser {
    void operator()(AVCodecParserContext* parser) const { av_parser_close(parser); }
};

using PacketPointer = std::unique_ptr<AVPacket, FreePacket>;
using FramePointer = std::unique_ptr<AVFrame, FreeFrame>;
using CodecContextPointer = std::unique_ptr<AVCodecContext, FreeCodecContext>;
using FormatContextPointer = std::unique_ptr<AVFormatContext, CloseInput>;
using ParserPointer = std::unique_ptr<AVCodecParserContext, CloseParser>;

/// Throws std::bad_alloc for a null pointer: FFmpeg's allocating functions fail for no other reason.
template <typename Pointer>
Pointer allocated(Pointer pointer)
{
    if (!pointer)
        throw std::bad_alloc();
    return pointer;
}

/// What FFmpeg calls a failure, "Invalid data found when processing input".
std::string describe(int averror);

} // namespace stellatune::ffmpeg
