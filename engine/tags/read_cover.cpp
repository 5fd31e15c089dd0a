#include "engine/tags/tagged_file.h"
#include "engine/tags/tags.h"

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <string_view>
#include <system_error>

#include <aifffile.h>
#include <apetag.h>
#include <attachedpictureframe.h>
#include <flacfile.h>
#include <id3v2tag.h>
#include <mp4file.h>
#include <mpegfile.h>
#include <trueaudiofile.h>
#include <wavfile.h>
#include <xiphcomment.h>

namespace stellatune {

namespace {

namespace fs = std::filesystem;
using TagLib::ByteVector;

/// Larger than any sensible cover, and a bound on what a lying size can make us allocate.
constexpr uintmax_t kMaxCoverBytes = 64U << 20U;

/// The type that the bytes show; tags lie about it. Empty when it is no picture we know.
std::string_view imageType(std::string_view bytes)
{
    if (bytes.starts_with("\xFF\xD8\xFF"))
        return "image/jpeg";
    if (bytes.starts_with("\x89PNG\r\n\x1A\n"))
        return "image/png";
    if (bytes.starts_with("GIF8"))
        return "image/gif";
    if (bytes.starts_with("BM"))
        return "image/bmp";
    if (bytes.starts_with("RIFF") && bytes.substr(std::min<size_t>(8, bytes.size())).starts_with("WEBP"))
        return "image/webp";
    return {};
}

/// Collects a file's pictures and keeps the best: the first front cover, else the first of all.
class BestPicture {
  public:
    void offer(const ByteVector& data, bool isFrontCover)
    {
        const std::string_view bytes(data.data(), data.size());
        const std::string_view type = imageType(bytes);
        if (type.empty() || (m_image && (m_isFrontCover || !isFrontCover)))
            return;
        m_image = CoverImage{std::string(type), {bytes.begin(), bytes.end()}};
        m_isFrontCover = isFrontCover;
    }

    void offer(const TagLib::List<TagLib::FLAC::Picture*>& pictures)
    {
        for (const TagLib::FLAC::Picture* picture : pictures)
            offer(picture->data(), picture->type() == TagLib::FLAC::Picture::FrontCover);
    }

    void offer(const TagLib::ID3v2::Tag* tag)
    {
        if (tag == nullptr)
            return;
        for (const char* id : {"APIC", "PIC"}) {
            const auto frames = tag->frameListMap().find(id);
            if (frames == tag->frameListMap().end())
                continue;
            for (const TagLib::ID3v2::Frame* frame : frames->second) {
                if (const auto* picture = dynamic_cast<const TagLib::ID3v2::AttachedPictureFrame*>(frame))
                    offer(picture->picture(),
                          picture->type() == TagLib::ID3v2::AttachedPictureFrame::FrontCover);
            }
        }
    }

    /// APE items hold a file name, a zero and the picture.
    void offer(const TagLib::APE::Tag* tag)
    {
        if (tag == nullptr)
            return;
        for (const auto& [key, item] : tag->itemListMap()) {
            if (!key.upper().startsWith("COVER ART"))
                continue;
            const ByteVector data = item.binaryData();
            const int zero = data.find('\0');
            if (zero >= 0)
                offer(data.mid(static_cast<unsigned int>(zero) + 1), key.upper() == "COVER ART (FRONT)");
        }
    }

    void offer(const TagLib::MP4::Tag* tag)
    {
        if (tag == nullptr || !tag->contains("covr"))
            return;
        for (const TagLib::MP4::CoverArt& art : tag->item("covr").toCoverArtList())
            offer(art.data(), true);
    }

    std::optional<CoverImage> take() { return std::move(m_image); }

  private:
    std::optional<CoverImage> m_image;
    bool m_isFrontCover = false;
};

void offerPictures(BestPicture& best, TagLib::File& file)
{
    if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(&file)) {
        best.offer(flac->pictureList());
        if (flac->hasID3v2Tag())
            best.offer(flac->ID3v2Tag());
    } else if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(&file)) {
        best.offer(mpeg->ID3v2Tag(false));
        best.offer(mpeg->APETag(false));
    } else if (auto* aiff = dynamic_cast<TagLib::RIFF::AIFF::File*>(&file)) {
        best.offer(aiff->tag());
    } else if (auto* wav = dynamic_cast<TagLib::RIFF::WAV::File*>(&file)) {
        best.offer(wav->ID3v2Tag());
    } else if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file)) {
        best.offer(mp4->tag());
    } else if (auto* trueAudio = dynamic_cast<TagLib::TrueAudio::File*>(&file)) {
        best.offer(trueAudio->ID3v2Tag(false));
    } else if (auto* xiph = dynamic_cast<TagLib::Ogg::XiphComment*>(file.tag())) {
        best.offer(xiph->pictureList());
    } else if (const auto* ape = dynamic_cast<TagLib::APE::Tag*>(file.tag())) {
        best.offer(ape);
    }
}

std::optional<CoverImage> embeddedCover(const fs::path& path)
{
    Result<TaggedFile> file = TaggedFile::open(path, false);
    if (!file || file->get() == nullptr)
        return std::nullopt;
    try {
        BestPicture best;
        offerPictures(best, *file->get());
        return best.take();
    } catch (const std::exception&) {
        return std::nullopt; // a damaged picture is no picture
    }
}

std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::optional<CoverImage> readImage(const fs::path& path)
{
    std::error_code failure;
    const uintmax_t size = fs::file_size(path, failure);
    if (failure || size == 0 || size > kMaxCoverBytes)
        return std::nullopt;
    std::string bytes(static_cast<size_t>(size), '\0');
    std::ifstream stream(path, std::ios::binary);
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<size_t>(stream.gcount()));
    const std::string_view type = imageType(bytes);
    if (type.empty())
        return std::nullopt;
    return CoverImage{std::string(type), {bytes.begin(), bytes.end()}};
}

std::optional<CoverImage> coverBeside(const fs::path& path)
{
    static constexpr std::array<std::string_view, 9> kNames{"cover.jpg",  "cover.jpeg",  "cover.png",
                                                            "folder.jpg", "folder.jpeg", "folder.png",
                                                            "front.jpg",  "front.jpeg",  "front.png"};
    std::array<fs::path, kNames.size()> found;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const auto fileName = entry->path().filename().u8string();
        const auto* const name =
            std::find(kNames.begin(), kNames.end(), lowerCase(std::string(fileName.begin(), fileName.end())));
        std::error_code ignored;
        if (name != kNames.end() && entry->is_regular_file(ignored))
            found[static_cast<size_t>(name - kNames.begin())] = entry->path();
    }
    for (const fs::path& candidate : found) {
        if (candidate.empty())
            continue;
        if (std::optional<CoverImage> image = readImage(candidate))
            return image;
    }
    return std::nullopt;
}

} // namespace

std::optional<CoverImage> readCover(const std::filesystem::path& path)
{
    if (std::optional<CoverImage> embedded = embeddedCover(path))
        return embedded;
    return coverBeside(path);
}

} // namespace stellatune
