// How requests and answers lie on a socket: a magic, the length as 32 bits big-endian, then JSON.
#pragma once

#include <QByteArray>

#include <cstdint>
#include <string>
#include <string_view>

namespace stellatune {

QByteArray toFrame(std::string_view body);

/// Takes one message out of bytes that come in pieces.
class FrameReader {
  public:
    enum class Status : uint8_t { Incomplete, Complete, Refused };

    /// `limit` of the body, in bytes.
    explicit FrameReader(qsizetype limit) : m_limit(limit) {}

    /// Refused: no message of ours, or one that is longer than the limit. What follows a message is ignored.
    Status add(const QByteArray& bytes);
    /// How much more may be read before the next add().
    qsizetype room() const;
    /// Once complete.
    std::string_view body() const;

  private:
    qsizetype m_limit;
    QByteArray m_bytes;
};

} // namespace stellatune
