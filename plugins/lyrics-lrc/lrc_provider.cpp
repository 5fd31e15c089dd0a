#include "lrc_provider.h"

#include "candidate_id.h"
#include "embedded_lyrics.h"
#include "side_files.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <pluginapi/sdk/path.h>

namespace stellatune::lrc {

namespace fs = std::filesystem;

namespace {

/// How good a candidate is, by where it lies. What is not synchronised comes behind all that is.
constexpr double kBeside = 1.0;
constexpr double kLyricsFolder = 0.95;
constexpr double kTags = 0.9;
constexpr double kCollection = 0.8;
constexpr double kWithoutTimes = 0.4; ///< less

fs::path readFolder(const sdk::Config& config)
{
    fs::path folder = sdk::toPath(config.text("folder", ""));
    if (!folder.empty() && !folder.is_absolute())
        throw sdk::Error(ST_ERR_CONFIG, "\"folder\" must be the whole path of a folder, or empty.");
    return folder;
}

sdk::Json describe(const CandidateId& id, const Document& document, const sdk::LyricsQuery& query,
                   const std::string& source, double score)
{
    const auto known = [](const std::string& found, const std::string& asked) {
        return found.empty() ? asked : found;
    };
    return sdk::Json::object({{"id", id.toText()},
                              {"title", known(document.title, query.title)},
                              {"artist", known(document.artist, query.artist)},
                              {"album", known(document.album, query.album)},
                              {"synchronized", document.isSynchronized},
                              {"source", source},
                              {"score", score}});
}

double scoreOf(double place, const Document& document)
{
    return document.isSynchronized ? place : place - kWithoutTimes;
}

[[noreturn]] void notFound(std::string_view candidateId)
{
    throw sdk::Error(ST_ERR_NOT_FOUND,
                     "There are no lyrics \"" + std::string(candidateId) + "\" any more. Search again.");
}

} // namespace

struct LrcProvider::Place {
    CandidateId id;
    fs::path path; ///< of the file
    std::string source;
    double score;
};

LrcProvider::LrcProvider(const sdk::Config& config)
    : m_folder(readFolder(config)), m_withTextFiles(config.boolean("text_files", true))
{}

sdk::Json LrcProvider::search(const sdk::LyricsQuery& query, sdk::Cancellation& cancellation) const
{
    std::vector<Candidate> candidates;
    const fs::path music = sdk::toPath(query.path);
    std::error_code failure;
    if (music.is_absolute() && fs::is_regular_file(music, failure)) {
        for (const SideFile& file : findSideFiles(music, m_withTextFiles, cancellation)) {
            const std::string name = sdk::toUtf8(file.path.filename());
            const std::string folder = sdk::toUtf8(file.path.parent_path().filename());
            searchFile({{CandidateId::Kind::SideFile, file.path, 0},
                        file.path,
                        file.isBeside ? name + ", beside the music" : name + ", in the folder " + folder,
                        file.isBeside ? kBeside : kLyricsFolder},
                       query, cancellation, candidates);
        }
        searchTags(query, cancellation, candidates);
    }
    if (!m_folder.empty()) {
        for (const fs::path& path :
             findInCollection(m_folder, query.artist, query.title, m_withTextFiles, cancellation)) {
            const std::string name = sdk::toUtf8(path.filename());
            searchFile({{CandidateId::Kind::Collection, path.filename(), 0},
                        path,
                        name + ", in " + sdk::toUtf8(m_folder),
                        kCollection},
                       query, cancellation, candidates);
        }
    }

    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& left, const Candidate& right) { return left.score > right.score; });
    sdk::Json::Array found;
    for (Candidate& candidate : candidates)
        found.push_back(std::move(candidate.json));
    return sdk::Json::object({{"candidates", sdk::Json::array(std::move(found))}});
}

void LrcProvider::searchFile(const Place& place, const sdk::LyricsQuery& query,
                             const sdk::Cancellation& cancellation, std::vector<Candidate>& candidates) const
{
    try {
        const Document document = readSideFile(place.path, cancellation);
        if (document.isEmpty())
            return;
        const double score = scoreOf(place.score, document);
        candidates.push_back({describe(place.id, document, query, place.source, score), score});
    } catch (const sdk::Error& failure) {
        if (failure.status() == ST_ERR_CANCELLED)
            throw;
        // One file that cannot be read does not hide the others.
        sdk::host().log(sdk::LogLevel::Warning, failure.what());
    }
}

void LrcProvider::searchTags(const sdk::LyricsQuery& query, const sdk::Cancellation& cancellation,
                             std::vector<Candidate>& candidates) const
{
    cancellation.throwIfCancelled();
    const fs::path music = sdk::toPath(query.path);
    const std::vector<Document> documents = readEmbeddedLyrics(music);
    for (size_t index = 0; index < documents.size(); ++index) {
        const std::string& language = documents[index].language;
        const double score = scoreOf(kTags, documents[index]);
        candidates.push_back(
            {describe({CandidateId::Kind::Tag, music, index}, documents[index], query,
                      language.empty() ? "The file's tags" : "The file's tags, " + language, score),
             score});
    }
}

sdk::Json LrcProvider::fetch(std::string_view candidateId, sdk::Cancellation& cancellation) const
{
    cancellation.throwIfCancelled();
    const std::optional<CandidateId> id = CandidateId::parse(candidateId);
    if (!id)
        notFound(candidateId);
    switch (id->kind) {
    case CandidateId::Kind::SideFile:
        if (!isSideFile(id->path, m_withTextFiles, cancellation))
            notFound(candidateId);
        return readSideFile(id->path, cancellation).toJson();
    case CandidateId::Kind::Collection: {
        const fs::path path = m_folder / id->path;
        std::error_code failure;
        if (m_folder.empty() || !hasLyricsExtension(path, m_withTextFiles) ||
            !fs::is_regular_file(path, failure))
            notFound(candidateId);
        return readSideFile(path, cancellation).toJson();
    }
    case CandidateId::Kind::Tag:
        break;
    }
    const std::vector<Document> documents = readEmbeddedLyrics(id->path);
    if (id->index >= documents.size())
        notFound(candidateId);
    return documents[id->index].toJson();
}

} // namespace stellatune::lrc
