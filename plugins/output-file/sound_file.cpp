#include "sound_file.h"

#include "file_errors.h"

#include <pluginapi/sdk/path.h>

namespace stellatune::filesink {

SoundFile::SoundFile(const std::filesystem::path& folder, const std::string& stem, const SoundFormat& format,
                     const Track* tags)
    : m_file(folder, stem, extensionOf(format.stored.container)), m_encoder(makeEncoder(format, tags))
{}

std::unique_ptr<Encoder> SoundFile::makeEncoder(const SoundFormat& format, const Track* tags)
{
    try {
        return format.stored.container == Container::Wav ? makeWavEncoder(m_file, format, tags)
                                                         : makeFlacEncoder(m_file, format, tags);
    } catch (...) {
        const int refused = m_file.failure();
        m_file.discard();
        if (refused != 0)
            throw describeWriteFailure(m_file.temporaryPath(), refused);
        throw;
    }
}

void SoundFile::write(std::span<const float> interleaved)
{
    if (!m_encoder->write(interleaved) || m_file.failure() != 0)
        throw writeFailure();
}

void SoundFile::sync()
{
    if (!m_file.sync())
        throw writeFailure();
}

std::filesystem::path SoundFile::complete(bool replace)
{
    if (!m_encoder->finish() || m_file.failure() != 0)
        throw writeFailure();
    return m_file.complete(replace);
}

sdk::Error SoundFile::writeFailure() const
{
    if (m_file.failure() != 0)
        return describeWriteFailure(m_file.temporaryPath(), m_file.failure());
    return {ST_ERR_IO, "Cannot write \"" + sdk::toUtf8(m_file.temporaryPath()) + "\": the encoder gave up."};
}

} // namespace stellatune::filesink
