#include "app/playlist/playlist_order.h"

#include "app/playlist/natural_order.h"
#include "app/playlist/playlist_model.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace stellatune {

namespace {

/// What one row is sorted by; texts as collation keys, because comparing those is cheap.
struct SortKey {
    bool empty;
    QCollatorSortKey text;
    QCollatorSortKey album;
    uint64_t discAndTrack;
    double number;
};

SortKey makeSortKey(const PlaylistTrack& track, int column, const QCollator& collator)
{
    const uint64_t discAndTrack = (uint64_t{track.discNumber} << 32) | track.trackNumber;
    const auto byNumber = [&collator](double number) {
        const QCollatorSortKey none = collator.sortKey(QString());
        return SortKey{number <= 0.0, none, none, 0, number};
    };
    const auto byText = [&](const QString& text, const QString& album, uint64_t inAlbum) {
        return SortKey{text.isEmpty(), collator.sortKey(text), collator.sortKey(album), inAlbum, 0.0};
    };
    switch (column) {
    case PlaylistModel::NumberColumn:
        return byNumber(static_cast<double>(discAndTrack));
    case PlaylistModel::ArtistColumn:
        return byText(track.artist, track.album, discAndTrack);
    case PlaylistModel::AlbumColumn:
        return byText(track.album, {}, discAndTrack);
    case PlaylistModel::LengthColumn:
        return byNumber(track.durationSeconds);
    default:
        return byText(track.displayTitle(), {}, 0);
    }
}

} // namespace

QList<int> sortedOrder(const QList<PlaylistTrack>& tracks, int column, Qt::SortOrder direction)
{
    const QCollator collator = naturalCollator();
    std::vector<SortKey> keys;
    keys.reserve(static_cast<size_t>(tracks.size()));
    for (const PlaylistTrack& track : tracks)
        keys.push_back(makeSortKey(track, column, collator));

    QList<int> order(tracks.size());
    std::iota(order.begin(), order.end(), 0);
    const bool descending = direction == Qt::DescendingOrder;
    std::stable_sort(order.begin(), order.end(), [&keys, descending](int left, int right) {
        const SortKey& a = keys[static_cast<size_t>(left)];
        const SortKey& b = keys[static_cast<size_t>(right)];
        if (a.empty != b.empty)
            return b.empty;
        if (const int text = a.text.compare(b.text); text != 0)
            return descending ? text > 0 : text < 0;
        if (a.number != b.number)
            return descending ? a.number > b.number : a.number < b.number;
        if (const int album = a.album.compare(b.album); album != 0)
            return descending ? album > 0 : album < 0;
        return a.discAndTrack <
               b.discAndTrack; // an album is heard from its start, whichever way albums are sorted
    });
    return order;
}

} // namespace stellatune
