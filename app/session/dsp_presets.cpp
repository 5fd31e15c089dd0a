#include "app/session/dsp_presets.h"

#include "app/playlist/file_path.h"
#include "engine/dsp/dsp_spec_json.h"
#include "pluginhost/base/atomic_file.h"
#include "pluginhost/base/small_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <system_error>
#include <utility>

namespace stellatune {
namespace {

constexpr char kDomain[] = "app.presets";
constexpr size_t kLargestFile = 1 << 20; ///< bytes

const QString& ending()
{
    static const QString text = QStringLiteral(".json");
    return text;
}

/// What disks do not take in a name, or take for something else, is written as %XX.
QString fileNameOf(const QString& name)
{
    static const QString special = QStringLiteral("<>:\"/\\|?*%");
    QString file;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar letter = name.at(i);
        const bool isEdge = letter == QLatin1Char('.') && (i == 0 || i + 1 == name.size());
        if (special.contains(letter) || isEdge)
            file += QStringLiteral("%%1").arg(letter.unicode(), 2, 16, QLatin1Char('0')).toUpper();
        else
            file += letter;
    }
    return file + ending();
}

QString nameOfFile(const QString& file)
{
    return QUrl::fromPercentEncoding(file.chopped(ending().size()).toUtf8());
}

DspPreset readPreset(const QString& folder, const QString& file)
{
    const QString path = QDir(folder).filePath(file);
    DspPreset preset{nameOfFile(file), {}, {}};
    Result<std::string> text = readSmallFile(toFilesystemPath(path), kLargestFile);
    Result<DspSpec> spec = text ? dspSpecFromJson(*text) : Result<DspSpec>(text.error());
    if (spec)
        preset.spec = std::move(*spec);
    else
        preset.damage =
            DspPresets::tr("%1: %2 The file stays as it is.")
                .arg(QDir::toNativeSeparators(path), QString::fromStdString(spec.error().message));
    return preset;
}

std::vector<DspPreset> readAll(const QString& folder)
{
    std::vector<DspPreset> presets;
    for (const QString& file : QDir(folder).entryList({QStringLiteral("*") + ending()}, QDir::Files))
        presets.push_back(readPreset(folder, file));
    std::stable_sort(presets.begin(), presets.end(), [](const DspPreset& a, const DspPreset& b) {
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
    return presets;
}

Error failure(const QString& message)
{
    return {ErrorCode::Io, kDomain, message.toStdString()};
}

} // namespace

DspPresets::DspPresets(const QString& folder, QObject* parent) : QObject(parent), m_folder(folder)
{
    m_pool.setMaxThreadCount(1);
}

DspPresets::~DspPresets()
{
    m_pool.waitForDone();
}

const DspPreset* DspPresets::find(const QString& name) const
{
    const auto found = std::find_if(m_presets.begin(), m_presets.end(), [&](const DspPreset& preset) {
        return preset.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == m_presets.end() ? nullptr : &*found;
}

QString DspPresets::objectionTo(const QString& name)
{
    if (name.trimmed().isEmpty())
        return tr("A preset needs a name.");
    if (name.size() > kLongestName)
        return tr("A name can have %1 letters at most.").arg(kLongestName);
    const bool isPlain = std::all_of(name.begin(), name.end(), [](QChar letter) { return letter.isPrint(); });
    return isPlain ? QString() : tr("A name is one line of letters.");
}

QString DspPresets::fileOf(const QString& name) const
{
    return QDir(m_folder).filePath(fileNameOf(name));
}

void DspPresets::run(Work work)
{
    m_pool.start([this, work = std::move(work)] {
        QString message;
        if (const Result<void> done = work(); !done)
            message = QString::fromStdString(done.error().message);
        QMetaObject::invokeMethod(
            this,
            [this, message, presets = readAll(m_folder)]() mutable {
                m_presets = std::move(presets);
                emit changed();
                if (!message.isEmpty())
                    emit failed(message);
            },
            Qt::QueuedConnection);
    });
}

void DspPresets::refresh()
{
    run([] { return Result<void>(); });
}

void DspPresets::save(const QString& name, const DspSpec& spec)
{
    const DspPreset* before = find(name);
    const QString old = before != nullptr && before->name != name ? fileOf(before->name) : QString();
    run([folder = m_folder, file = fileOf(name), old, text = toJson(spec)]() -> Result<void> {
        QDir().mkpath(folder); // what is wrong with it, writing tells
        Result<void> written = writeFileAtomically(toFilesystemPath(file), text);
        if (!written)
            return failure(
                tr("The preset could not be saved: %1").arg(QString::fromStdString(written.error().message)));
        if (!old.isEmpty())
            QFile::remove(old);
        return {};
    });
}

void DspPresets::rename(const QString& from, const QString& to)
{
    run([old = fileOf(from), file = fileOf(to), to]() -> Result<void> {
        const bool isOtherFile = QFileInfo(old) != QFileInfo(file);
        if (QFile::exists(file) && isOtherFile)
            return failure(tr("There is a preset “%1” already. Choose another name.").arg(to));
        std::error_code why;
        std::filesystem::rename(toFilesystemPath(old), toFilesystemPath(file), why);
        if (why)
            return failure(tr("%1 could not be renamed: %2")
                               .arg(QDir::toNativeSeparators(old), QString::fromStdString(why.message())));
        return {};
    });
}

void DspPresets::remove(const QString& name)
{
    run([path = fileOf(name)]() -> Result<void> {
        QFile file(path);
        if (!file.remove())
            return failure(
                tr("%1 could not be deleted: %2").arg(QDir::toNativeSeparators(path), file.errorString()));
        return {};
    });
}

} // namespace stellatune
