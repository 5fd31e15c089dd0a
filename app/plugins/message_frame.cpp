#include "app/plugins/message_frame.h"

#include <QtEndian>

#include <algorithm>
#include <iterator>

namespace stellatune {

namespace {

constexpr char kMagic[] = {'S', 'T', 'P', 'L'};
constexpr qsizetype kHeaderBytes = sizeof kMagic + sizeof(quint32);

qsizetype lengthIn(const QByteArray& bytes)
{
    return qFromBigEndian<quint32>(bytes.constData() + sizeof kMagic);
}

} // namespace

QByteArray toFrame(std::string_view body)
{
    QByteArray bytes(kHeaderBytes, Qt::Uninitialized);
    std::copy(std::begin(kMagic), std::end(kMagic), bytes.begin());
    qToBigEndian(static_cast<quint32>(body.size()), bytes.data() + sizeof kMagic);
    return bytes.append(body.data(), static_cast<qsizetype>(body.size()));
}

FrameReader::Status FrameReader::add(const QByteArray& bytes)
{
    m_bytes += bytes;
    const auto known = std::min<qsizetype>(m_bytes.size(), sizeof kMagic);
    if (!std::equal(m_bytes.cbegin(), m_bytes.cbegin() + known, std::begin(kMagic)))
        return Status::Refused;
    if (m_bytes.size() < kHeaderBytes)
        return Status::Incomplete;
    if (lengthIn(m_bytes) > m_limit)
        return Status::Refused;
    return m_bytes.size() < kHeaderBytes + lengthIn(m_bytes) ? Status::Incomplete : Status::Complete;
}

qsizetype FrameReader::room() const
{
    return std::max<qsizetype>(kHeaderBytes + m_limit - m_bytes.size(), 0);
}

std::string_view FrameReader::body() const
{
    return {m_bytes.constData() + kHeaderBytes, static_cast<size_t>(lengthIn(m_bytes))};
}

} // namespace stellatune
