#include "app/session/session_state.h"

#include "engine/dsp/dsp_spec_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonParseError>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace stellatune {

namespace {

constexpr int kVersion = 1;
constexpr char kDomain[] = "app.session";

using namespace Qt::StringLiterals;

/// Names in the file for the values 0, 1, … of an enum.
template <size_t N>
using Names = std::array<const char*, N>;

constexpr Names<3> kRepeatNames{"off", "all", "one"};
constexpr Names<2> kRatePolicyNames{"match-track", "fixed"};
constexpr Names<4> kQualityNames{"quick", "medium", "high", "very-high"};
constexpr Names<3> kLfeNames{"drop", "mix", "mix-strong"};
constexpr Names<3> kReplayGainNames{"off", "track", "album"};
constexpr Names<2> kSortOrderNames{"ascending", "descending"};

template <typename Enum, size_t N>
QString nameOf(const Names<N>& names, Enum value)
{
    return QString::fromLatin1(names[static_cast<size_t>(value)]);
}

/// `fallback` when the value is none of the names.
template <typename Enum, size_t N>
Enum readEnum(const QJsonValue& value, const Names<N>& names, Enum fallback)
{
    const QString name = value.toString();
    for (size_t i = 0; i < N; ++i) {
        if (name == QLatin1String(names[i]))
            return static_cast<Enum>(i);
    }
    return fallback;
}

/// `fallback` when it is no number or outside [low, high].
double readNumber(const QJsonValue& value, double fallback, double low, double high)
{
    const double number = value.toDouble(fallback);
    return number >= low && number <= high ? number : fallback;
}

template <typename Integer>
Integer readInteger(const QJsonValue& value, Integer fallback, double low, double high)
{
    return static_cast<Integer>(std::floor(readNumber(value, static_cast<double>(fallback), low, high)));
}

constexpr double kLongestSeconds = 1e9;

QJsonObject trackToJson(const PlaylistTrack& track)
{
    QJsonObject object{{u"path"_s, track.path}};
    if (track.tagState == TagState::Unread)
        return object;
    object.insert(u"tagged"_s, true);
    const auto insertText = [&object](const QString& key, const QString& text) {
        if (!text.isEmpty())
            object.insert(key, text);
    };
    insertText(u"title"_s, track.title);
    insertText(u"artist"_s, track.artist);
    insertText(u"album"_s, track.album);
    if (track.trackNumber != 0)
        object.insert(u"track"_s, qint64{track.trackNumber});
    if (track.discNumber != 0)
        object.insert(u"disc"_s, qint64{track.discNumber});
    if (track.durationSeconds > 0.0)
        object.insert(u"seconds"_s, track.durationSeconds);
    return object;
}

/// Without a path when it makes no sense.
PlaylistTrack trackFromJson(const QJsonObject& object)
{
    constexpr double kMaxNumber = std::numeric_limits<uint32_t>::max();
    const QString path = object[u"path"_s].toString();
    if (path.isEmpty() || path.contains(QChar::Null))
        return {};
    PlaylistTrack track = makeTrack(path);
    track.tagState = object[u"tagged"_s].toBool() ? TagState::Read : TagState::Unread;
    track.title = object[u"title"_s].toString();
    track.artist = object[u"artist"_s].toString();
    track.album = object[u"album"_s].toString();
    track.trackNumber = readInteger<uint32_t>(object[u"track"_s], 0, 0, kMaxNumber);
    track.discNumber = readInteger<uint32_t>(object[u"disc"_s], 0, 0, kMaxNumber);
    track.durationSeconds = readNumber(object[u"seconds"_s], 0.0, 0.0, kLongestSeconds);
    return track;
}

QJsonObject outputToJson(const OutputSettings& output)
{
    return {{u"interface"_s, QString::fromStdString(output.device.interface)},
            {u"device"_s, QString::fromStdString(output.device.name)},
            {u"ratePolicy"_s, nameOf(kRatePolicyNames, output.ratePolicy)},
            {u"fixedRate"_s, qint64{output.fixedRate}},
            {u"resampleQuality"_s, nameOf(kQualityNames, output.resampleQuality)},
            {u"lfe"_s, nameOf(kLfeNames, output.lfePolicy)},
            {u"bufferFrames"_s, qint64{output.bufferFrames}}};
}

QJsonObject sinksToJson(const SinkChoices& sinks)
{
    QJsonObject object;
    for (const auto& [name, choice] : sinks)
        object.insert(QString::fromStdString(name),
                      QJsonObject{{u"target"_s, QString::fromStdString(choice.target)},
                                  {u"config"_s, QString::fromStdString(choice.config)}});
    return object;
}

SinkChoices sinksFromJson(const QJsonObject& object)
{
    SinkChoices sinks;
    for (auto sink = object.begin(); sink != object.end(); ++sink) {
        const QJsonObject choice = sink.value().toObject();
        sinks[sink.key().toStdString()] = {choice[u"target"_s].toString().toStdString(),
                                           choice[u"config"_s].toString().toStdString()};
    }
    return sinks;
}

QJsonObject decodersToJson(const DecoderConfigs& decoders)
{
    QJsonObject object;
    for (const auto& [name, config] : decoders)
        object.insert(QString::fromStdString(name), QString::fromStdString(config));
    return object;
}

DecoderConfigs decodersFromJson(const QJsonObject& object)
{
    DecoderConfigs decoders;
    for (auto decoder = object.begin(); decoder != object.end(); ++decoder)
        decoders[decoder.key().toStdString()] = decoder.value().toString().toStdString();
    return decoders;
}

OutputSettings outputFromJson(const QJsonObject& object)
{
    constexpr double kMaxBufferFrames = 65'536;
    OutputSettings output;
    output.device.interface = object[u"interface"_s].toString().toStdString();
    output.device.name = object[u"device"_s].toString().toStdString();
    output.ratePolicy = readEnum(object[u"ratePolicy"_s], kRatePolicyNames, output.ratePolicy);
    output.fixedRate = readInteger(object[u"fixedRate"_s], output.fixedRate, kMinSampleRate, kMaxSampleRate);
    output.resampleQuality = readEnum(object[u"resampleQuality"_s], kQualityNames, output.resampleQuality);
    output.lfePolicy = readEnum(object[u"lfe"_s], kLfeNames, output.lfePolicy);
    output.bufferFrames = readInteger(object[u"bufferFrames"_s], output.bufferFrames, 0, kMaxBufferFrames);
    return output;
}

QJsonObject fadesToJson(const FadeSettings& fades, bool on)
{
    return {{u"on"_s, on},
            {u"playMs"_s, qint64{fades.play.count()}},
            {u"pauseMs"_s, qint64{fades.pause.count()}},
            {u"seekMs"_s, qint64{fades.seek.count()}},
            {u"stopMs"_s, qint64{fades.stop.count()}},
            {u"switchMs"_s, qint64{fades.switchTrack.count()}}};
}

FadeSettings fadesFromJson(const QJsonObject& object)
{
    constexpr double kLongestMs = 60'000;
    const auto read = [&object](const QString& key, std::chrono::milliseconds fallback) {
        return std::chrono::milliseconds(readInteger<qint64>(object[key], fallback.count(), 0, kLongestMs));
    };
    FadeSettings fades;
    fades.play = read(u"playMs"_s, fades.play);
    fades.pause = read(u"pauseMs"_s, fades.pause);
    fades.seek = read(u"seekMs"_s, fades.seek);
    fades.stop = read(u"stopMs"_s, fades.stop);
    fades.switchTrack = read(u"switchMs"_s, fades.switchTrack);
    return fades;
}

QJsonObject replayGainToJson(const ReplayGainSettings& settings)
{
    return {{u"mode"_s, nameOf(kReplayGainNames, settings.mode)},
            {u"preampDb"_s, settings.preampDb},
            {u"preampUntaggedDb"_s, settings.preampUntaggedDb},
            {u"limitToPeak"_s, settings.limitToPeak}};
}

ReplayGainSettings replayGainFromJson(const QJsonObject& object)
{
    constexpr double kMaxDb = 60.0;
    ReplayGainSettings settings;
    settings.mode = readEnum(object[u"mode"_s], kReplayGainNames, settings.mode);
    settings.preampDb = readNumber(object[u"preampDb"_s], settings.preampDb, -kMaxDb, kMaxDb);
    settings.preampUntaggedDb =
        readNumber(object[u"preampUntaggedDb"_s], settings.preampUntaggedDb, -kMaxDb, kMaxDb);
    settings.limitToPeak = object[u"limitToPeak"_s].toBool(settings.limitToPeak);
    return settings;
}

QJsonObject dspToJson(const DspSpec& dsp)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(toJson(dsp))).object();
}

void readDsp(const QJsonObject& object, SessionState& state)
{
    if (object.isEmpty())
        return;
    const Result<DspSpec> dsp =
        dspSpecFromJson(QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString());
    if (dsp) {
        state.dsp = *dsp;
        return;
    }
    state.unreadDsp = object;
    state.dspTrouble = QString::fromStdString(dsp.error().message);
}

void readTracks(const QJsonArray& array, int currentRow, SessionState& state)
{
    state.tracks.reserve(array.size());
    for (qsizetype i = 0; i < array.size(); ++i) {
        PlaylistTrack track = trackFromJson(array.at(i).toObject());
        if (track.path.isEmpty())
            continue;
        if (i == currentRow)
            state.currentRow = static_cast<int>(state.tracks.size());
        state.tracks.append(std::move(track));
    }
}

QStringList readTexts(const QJsonArray& array)
{
    QStringList texts;
    for (const QJsonValue value : array) {
        if (const QString text = value.toString(); !text.isEmpty())
            texts.append(text);
    }
    return texts;
}

QByteArray readBytes(const QJsonValue& value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

} // namespace

QByteArray toJson(const SessionState& state)
{
    QJsonArray tracks;
    for (const PlaylistTrack& track : state.tracks)
        tracks.append(trackToJson(track));
    QJsonArray columnWidths;
    for (const int width : state.columnWidths)
        columnWidths.append(width);
    const QJsonObject root{
        {u"version"_s, kVersion},
        {u"currentRow"_s, state.currentRow},
        {u"positionSeconds"_s, state.positionSeconds},
        {u"volumePercent"_s, state.volumePercent},
        {u"muted"_s, state.muted},
        {u"repeat"_s, nameOf(kRepeatNames, state.repeat)},
        {u"shuffle"_s, state.shuffle},
        {u"sortColumn"_s, state.sortColumn},
        {u"sortOrder"_s, nameOf(kSortOrderNames, state.sortOrder)},
        {u"geometry"_s, QString::fromLatin1(state.geometry.toBase64())},
        {u"settingsGeometry"_s, QString::fromLatin1(state.settingsGeometry.toBase64())},
        {u"settingsPage"_s, state.settingsPage},
        {u"columnWidths"_s, columnWidths},
        {u"output"_s, outputToJson(state.output)},
        {u"sinks"_s, sinksToJson(state.sinks)},
        {u"decoders"_s, decodersToJson(state.decoders)},
        {u"fades"_s, fadesToJson(state.fades, state.fadesOn)},
        {u"replayGain"_s, replayGainToJson(state.replayGain)},
        {u"dsp"_s,
         state.dsp == DspSpec{} && !state.unreadDsp.isEmpty() ? state.unreadDsp : dspToJson(state.dsp)},
        {u"theme"_s, state.theme},
        {u"sidePanel"_s, state.sidePanel},
        {u"recentFiles"_s, QJsonArray::fromStringList(state.recentFiles)},
        {u"tracks"_s, tracks},
    };
    return QJsonDocument(root).toJson(QJsonDocument::Compact);
}

Result<SessionState> sessionFromJson(const QByteArray& json)
{
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parseError);
    if (!document.isObject())
        return Error{ErrorCode::Corrupt, kDomain,
                     QStringLiteral("no session: %1").arg(parseError.errorString()).toStdString()};
    const QJsonObject root = document.object();
    const int version = root[u"version"_s].toInt(0);
    if (version < 1)
        return Error{ErrorCode::Corrupt, kDomain, "no session: it has no version"};
    if (version > kVersion)
        return Error{ErrorCode::Unsupported, kDomain, "written by a newer version"};

    constexpr double kMaxInt = std::numeric_limits<int>::max();
    SessionState state;
    readTracks(root[u"tracks"_s].toArray(), root[u"currentRow"_s].toInt(-1), state);
    state.positionSeconds =
        readNumber(root[u"positionSeconds"_s], state.positionSeconds, 0.0, kLongestSeconds);
    state.volumePercent = readNumber(root[u"volumePercent"_s], state.volumePercent, 0.0, 100.0);
    state.muted = root[u"muted"_s].toBool(state.muted);
    state.repeat = readEnum(root[u"repeat"_s], kRepeatNames, state.repeat);
    state.shuffle = root[u"shuffle"_s].toBool(state.shuffle);
    state.sortColumn = readInteger(root[u"sortColumn"_s], state.sortColumn, -1, kMaxInt);
    state.sortOrder = readEnum(root[u"sortOrder"_s], kSortOrderNames, state.sortOrder);
    state.geometry = readBytes(root[u"geometry"_s]);
    state.settingsGeometry = readBytes(root[u"settingsGeometry"_s]);
    state.settingsPage = root[u"settingsPage"_s].toString();
    for (const QJsonValue width : root[u"columnWidths"_s].toArray())
        state.columnWidths.append(readInteger(width, 0, 0, kMaxInt));
    state.output = outputFromJson(root[u"output"_s].toObject());
    state.sinks = sinksFromJson(root[u"sinks"_s].toObject());
    state.decoders = decodersFromJson(root[u"decoders"_s].toObject());
    state.output.sinkConfig = sinkConfigOf(state.output.device, state.sinks);
    state.fades = fadesFromJson(root[u"fades"_s].toObject());
    state.fadesOn = root[u"fades"_s][u"on"_s].toBool(state.fadesOn);
    state.replayGain = replayGainFromJson(root[u"replayGain"_s].toObject());
    readDsp(root[u"dsp"_s].toObject(), state);
    state.theme = root[u"theme"_s].toString(state.theme);
    state.sidePanel = root[u"sidePanel"_s].toBool(state.sidePanel);
    state.recentFiles = readTexts(root[u"recentFiles"_s].toArray());
    return state;
}

} // namespace stellatune
