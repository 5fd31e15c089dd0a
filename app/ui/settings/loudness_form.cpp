#include "app/ui/settings/loudness_form.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/form_fields.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr double kMostDb = 15.0;
constexpr int kSettleMs = 250;

} // namespace

LoudnessForm::LoudnessForm(PlayerController& player, QWidget* parent)
    : QWidget(parent), m_player(player), m_mode(new QComboBox(this)), m_preamp(makeDecibels()),
      m_untagged(makeDecibels()), m_limit(new QCheckBox(tr("Never louder than the peak allows"), this))
{
    fillChoice(*m_mode, {{tr("Off"), static_cast<int>(ReplayGainMode::Off)},
                         {tr("Each track alike"), static_cast<int>(ReplayGainMode::Track)},
                         {tr("Each album alike"), static_cast<int>(ReplayGainMode::Album)}});
    QFormLayout* form = makeFieldForm();
    addField(*form, m_mode, "gainMode", tr("ReplayGain"),
             tr("Plays all music equally loud, as far as the files' tags tell how loud they are."));
    addField(*form, m_preamp, "gainPreamp", tr("Preamp"));
    addField(*form, m_untagged, "gainPreampUntagged", tr("Preamp without tags"));
    m_limit->setObjectName(QStringLiteral("gainLimit"));
    m_limit->setAccessibleName(m_limit->text());
    form->addRow(QString(), m_limit);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(makeSectionTitle("loudnessTitle", tr("Loudness"), this));
    layout->addLayout(form);

    m_settled.setSingleShot(true);
    m_settled.setInterval(kSettleMs);
    connect(&m_settled, &QTimer::timeout, this, &LoudnessForm::apply);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &LoudnessForm::apply);
    connect(m_limit, &QCheckBox::toggled, this, &LoudnessForm::apply);
    for (QDoubleSpinBox* box : {m_preamp, m_untagged})
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] { m_settled.start(); });
    connect(&player, &PlayerController::settingsChanged, this, &LoudnessForm::showSettings);
    showSettings();
}

void LoudnessForm::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_preamp->interpretText();
    m_untagged->interpretText();
    if (m_settled.isActive())
        apply();
}

QDoubleSpinBox* LoudnessForm::makeDecibels()
{
    auto* box = new QDoubleSpinBox(this);
    box->setRange(-kMostDb, kMostDb);
    box->setDecimals(1);
    box->setSingleStep(0.5);
    box->setSuffix(tr(" dB"));
    box->setKeyboardTracking(false); // half a number is none
    return box;
}

void LoudnessForm::showSettings()
{
    const ReplayGainSettings& gain = m_player.replayGain();
    if (!m_settled.isActive()) { // else what the user has just typed counts
        const QSignalBlocker quietPreamp(m_preamp);
        const QSignalBlocker quietUntagged(m_untagged);
        m_preamp->setValue(gain.preampDb);
        m_untagged->setValue(gain.preampUntaggedDb);
    }
    const QSignalBlocker quietLimit(m_limit);
    m_limit->setChecked(gain.limitToPeak);
    showChoice(*m_mode, static_cast<int>(gain.mode), {});
    for (QWidget* field : std::initializer_list<QWidget*>{m_preamp, m_untagged, m_limit})
        field->setEnabled(gain.mode != ReplayGainMode::Off);
}

void LoudnessForm::apply()
{
    m_settled.stop();
    ReplayGainSettings gain = m_player.replayGain();
    gain.mode = static_cast<ReplayGainMode>(m_mode->currentData().toInt());
    gain.preampDb = m_preamp->value();
    gain.preampUntaggedDb = m_untagged->value();
    gain.limitToPeak = m_limit->isChecked();
    m_player.setReplayGain(gain);
}

} // namespace stellatune
