#include "app/ui/settings/live_config_form.h"

#include "app/ui/settings/config_form.h"
#include "app/ui/settings/fact_list.h"

#include <QLabel>
#include <QVBoxLayout>

#include <utility>

namespace stellatune {

LiveConfigForm::LiveConfigForm(const QString& unexplained, std::function<void(const std::string& config)> put,
                               QWidget* parent)
    : QWidget(parent), m_form(new ConfigForm(this)), m_outcome(makeQuietLabel("configOutcome", {}, this)),
      m_settings(
          {std::move(put),
           [this](bool isMadeAnew) {
               m_outcome->setText(isMadeAnew ? tr("In use, made anew.") : tr("In use."));
           },
           // The form goes on showing what the user wants; what works is in use, for the next start too.
           [this, unexplained](const QString& reason) {
               m_form->showRefusal(reason.isEmpty() ? unexplained : reason);
               m_outcome->setText(tr("The settings before are in use."));
           }})
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_form);
    layout->addWidget(m_outcome);
    connect(m_form, &ConfigForm::changed, this, [this](const std::string& config) {
        m_outcome->setText({});
        m_settings.want(config);
        emit edited();
    });
    hide(); // until there is something to set
}

void LiveConfigForm::startOver()
{
    m_settings.start({}); // an answer that is still to come is about what was shown before
    m_outcome->setText({});
    m_isNew = true;
}

void LiveConfigForm::present(const std::string& schema, const std::string& defaults,
                             const std::string& config)
{
    const bool isNew = std::exchange(m_isNew, false) || schema != m_form->schema();
    if (isNew || (!m_settings.isBusy() && config != m_settings.good())) {
        m_settings.start(config);
        m_outcome->setText({});
        m_form->present(schema, defaults, config);
    }
    setVisible(!isEmpty());
}

void LiveConfigForm::finish()
{
    m_form->flush();
    m_settings.finish();
}

void LiveConfigForm::answer(const UpdateOutcome& outcome)
{
    m_settings.answer(outcome);
}

bool LiveConfigForm::isEmpty() const
{
    return m_form->isEmpty();
}

void LiveConfigForm::hideEvent(QHideEvent* event)
{
    finish();
    QWidget::hideEvent(event);
}

} // namespace stellatune
