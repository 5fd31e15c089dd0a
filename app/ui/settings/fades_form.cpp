#include "app/ui/settings/fades_form.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/form_fields.h"

#include <QCheckBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kLongestFadeMs = 5'000;

} // namespace

FadesForm::FadesForm(PlayerController& player, QWidget* parent)
    : QWidget(parent), m_player(player), m_on(new QCheckBox(tr("Fade sound in and out"), this)),
      m_rows{Row{new QSpinBox(this), &FadeSettings::play}, Row{new QSpinBox(this), &FadeSettings::pause},
             Row{new QSpinBox(this), &FadeSettings::seek}, Row{new QSpinBox(this), &FadeSettings::stop},
             Row{new QSpinBox(this), &FadeSettings::switchTrack}}
{
    m_on->setObjectName(QStringLiteral("fadesOn"));
    m_on->setAccessibleName(m_on->text());
    QFormLayout* form = makeFieldForm();
    const std::array<std::pair<const char*, QString>, 5> names{{{"fadePlay", tr("Play")},
                                                                {"fadePause", tr("Pause")},
                                                                {"fadeSeek", tr("Seek")},
                                                                {"fadeStop", tr("Stop")},
                                                                {"fadeSwitch", tr("Jump to a track")}}};
    for (size_t i = 0; i < m_rows.size(); ++i) {
        QSpinBox* box = m_rows[i].box;
        box->setRange(0, kLongestFadeMs);
        box->setSingleStep(10);
        box->setSuffix(tr(" ms"));
        box->setKeyboardTracking(false); // half a number is none
        addField(*form, box, names[i].first, names[i].second);
        connect(box, &QSpinBox::valueChanged, this, &FadesForm::apply);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(makeSectionTitle("fadesTitle", tr("Fades"), this));
    layout->addWidget(makeQuietLabel(
        "fadesAdvice", tr("Tracks that follow each other are never faded: they play without a gap."), this));
    layout->addWidget(m_on);
    layout->addLayout(form);
    connect(m_on, &QCheckBox::toggled, &player, &PlayerController::setFadesOn);
    connect(&player, &PlayerController::settingsChanged, this, &FadesForm::showSettings);
    showSettings();
}

void FadesForm::showSettings()
{
    const FadeSettings& fades = m_player.fades();
    const QSignalBlocker quietOn(m_on);
    m_on->setChecked(m_player.areFadesOn());
    for (const Row& row : m_rows) {
        const QSignalBlocker quiet(row.box);
        row.box->setEnabled(m_player.areFadesOn());
        row.box->setValue(static_cast<int>((fades.*row.length).count()));
    }
}

void FadesForm::apply()
{
    FadeSettings fades;
    for (const Row& row : m_rows)
        fades.*row.length = std::chrono::milliseconds(row.box->value());
    m_player.setFades(fades);
}

} // namespace stellatune
