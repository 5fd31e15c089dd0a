// An audio file as TagLib sees it, recognised by what is in it before what it is called.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>
#include <memory>

#include <fileref.h>

namespace stellatune {

class TaggedFile {
  public:
    /// Refuses what is not a regular file without opening it, because opening a fifo would wait for a writer.
    /// `withAudioProperties`: look for length and bit rate too, which reads more of the file.
    static Result<TaggedFile> open(const std::filesystem::path& path, bool withAudioProperties);

    ~TaggedFile();
    TaggedFile(TaggedFile&&) noexcept;
    TaggedFile& operator=(TaggedFile&&) noexcept;

    /// Null when TagLib knows no such content; that is no error, since decoders may know more formats.
    TagLib::File* get() const { return m_reference->file(); }

  private:
    TaggedFile();

    std::unique_ptr<TagLib::IOStream> m_stream; ///< outlives the reference, whose file reads from it
    std::unique_ptr<TagLib::FileRef> m_reference;
};

} // namespace stellatune
