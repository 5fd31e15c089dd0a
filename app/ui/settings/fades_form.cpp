#include "app/ui/settings/fades_form.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/form_fields.h"

#include <QCheckBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kLongestFadeMs = 5'000;

constexpr FadeSettings kNoFades{std::chrono::milliseconds(0), std::chrono::milliseconds(0),
                                std::chrono::milliseconds(0), std::chrono::milliseconds(0),
                                std::chrono::milliseconds(0)};

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
    connect(m_on, &QCheckBox::toggled, this, &FadesForm::apply);
    connect(&player, &PlayerController::settingsChanged, this, &FadesForm::showSettings);
    showSettings();
}

void FadesForm::showSettings()
{
    const FadeSettings& fades = m_player.fades();
    const bool isOn = fades != kNoFades;
    const bool isForgotten =
        std::all_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.box->value() == 0; });
    const QSignalBlocker quietOn(m_on);
    m_on->setChecked(isOn);
    for (const Row& row : m_rows) {
        const QSignalBlocker quiet(row.box);
        row.box->setEnabled(isOn);
        if (isOn)
            row.box->setValue(static_cast<int>((fades.*row.length).count()));
        else if (isForgotten) // what comes back when they are switched on
            row.box->setValue(static_cast<int>((FadeSettings().*row.length).count()));
    }
}

void FadesForm::apply()
{
    FadeSettings fades = kNoFades;
    for (const Row& row : m_rows) {
        if (m_on->isChecked())
            fades.*row.length = std::chrono::milliseconds(row.box->value());
    }
    m_player.setFades(fades);
}

} // namespace stellatune
