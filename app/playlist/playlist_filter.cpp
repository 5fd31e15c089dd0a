#include "app/playlist/playlist_filter.h"

#include "app/playlist/playlist_model.h"

#include <QFileInfo>

#include <algorithm>

namespace stellatune {

QString foldForSearch(const QString& text)
{
    const QString decomposed = text.normalized(QString::NormalizationForm_KD);
    QString folded;
    folded.reserve(decomposed.size());
    for (const QChar c : decomposed) {
        if (c.category() != QChar::Mark_NonSpacing)
            folded.append(c);
    }
    // Qt folds character by character, which leaves the one letter that becomes two.
    return folded.toCaseFolded().replace(QStringLiteral("ß"), QStringLiteral("ss"));
}

PlaylistFilter::PlaylistFilter(PlaylistModel& model, QObject* parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    // Before setSourceModel(), so that stale haystacks are gone when the base class filters the changed rows
    // again.
    connect(&model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& topLeft, const QModelIndex& bottomRight) {
                forgetRows(topLeft.row(), bottomRight.row());
            });
    connect(&model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex&, int first, int last) { forgetRows(first, last); });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] { m_haystacks.clear(); });
    setSourceModel(&model);
}

void PlaylistFilter::setText(const QString& text)
{
    m_text = text;
    QStringList words = foldForSearch(text).simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = std::move(words);
    if (m_words.isEmpty())
        m_haystacks.clear();
    invalidateFilter();
}

bool PlaylistFilter::filterAcceptsRow(int sourceRow, const QModelIndex&) const
{
    if (m_words.isEmpty())
        return true;
    const PlaylistTrack& track = m_model.track(sourceRow);
    QString& haystack = m_haystacks[track.id];
    if (haystack.isEmpty()) {
        // Apart by a character that no word holds, so that a word never matches across fields.
        const QString fields[] = {track.title, track.artist, track.album, QFileInfo(track.path).fileName()};
        for (const QString& field : fields)
            haystack += foldForSearch(field) + QLatin1Char('\n');
    }
    return std::all_of(m_words.begin(), m_words.end(),
                       [&haystack](const QString& word) { return haystack.contains(word); });
}

void PlaylistFilter::forgetRows(int first, int last)
{
    if (m_haystacks.isEmpty())
        return;
    for (int row = first; row <= last; ++row)
        m_haystacks.remove(m_model.idAt(row));
}

} // namespace stellatune
