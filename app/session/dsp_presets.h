// Chains of effects under names, each in a file of its own in the data folder.
#pragma once

#include "engine/dsp/dsp_spec.h"
#include "pluginhost/base/result.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <functional>
#include <vector>

namespace stellatune {

struct DspPreset {
    QString name;
    DspSpec spec;
    QString damage; ///< why the file cannot be read, in words that name it; empty: it can
};

/// GUI thread. The disk is touched on a thread of its own; what came of it is told by a signal. A file that
/// cannot be read stays as it is, for whoever can mend it.
class DspPresets : public QObject {
    Q_OBJECT

  public:
    static constexpr int kLongestName = 60;

    /// `folder` need not exist before the first is saved.
    explicit DspPresets(const QString& folder, QObject* parent = nullptr);
    /// Returns when everything that was asked for is on the disk.
    ~DspPresets() override;

    /// By name, without regard to case. Empty until the first refresh() has come back.
    const std::vector<DspPreset>& presets() const { return m_presets; }
    /// Case does not count, because it does not on every disk. Null when there is none.
    const DspPreset* find(const QString& name) const;

    /// Why that is no name; empty when it is one. Does not ask whether there is such a preset already.
    static QString objectionTo(const QString& name);
    /// Where a preset of that name is kept.
    QString fileOf(const QString& name) const;

    void refresh();
    /// In the place of the one of that name, if there is one.
    void save(const QString& name, const DspSpec& spec);
    void rename(const QString& from, const QString& to);
    void remove(const QString& name);

  signals:
    void changed();
    /// In words that name the file and what to do.
    void failed(const QString& message);

  private:
    using Work = std::function<Result<void>()>;
    void run(Work work);

    const QString m_folder;
    std::vector<DspPreset> m_presets;
    QThreadPool m_pool; ///< one thread: what is asked for first is done first
};

} // namespace stellatune
