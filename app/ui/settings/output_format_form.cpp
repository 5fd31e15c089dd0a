#include "app/ui/settings/output_format_form.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/form_fields.h"
#include "app/ui/text.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kFollow = 0; ///< instead of a rate

QString bufferText(int frames)
{
    constexpr double kRate = 48'000.0;
    return OutputFormatForm::tr("%1 frames, %2 ms at 48 kHz")
        .arg(frames)
        .arg(1000.0 * frames / kRate, 0, 'f', 0);
}

} // namespace

OutputFormatForm::OutputFormatForm(PlayerController& player, QWidget* parent)
    : QWidget(parent), m_player(player), m_rate(new QComboBox(this)), m_quality(new QComboBox(this)),
      m_lfe(new QComboBox(this)), m_buffer(new QComboBox(this))
{
    fillChoices();
    QFormLayout* form = makeFieldForm();
    addField(*form, m_rate, "outputRate", tr("Sample rate"),
             tr("Following plays each track as it is; the device is opened anew where the rate changes."));
    addField(*form, m_quality, "outputQuality", tr("Resampling"),
             tr("Where track and device differ in rate, and only there."));
    addField(*form, m_lfe, "outputLfe", tr("Low-frequency channel"),
             tr("Of surround sound on speakers without a subwoofer of their own."));
    addField(*form, m_buffer, "outputBuffer", tr("Buffer"),
             tr("Short blocks answer faster, long ones take less power."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(makeSectionTitle("outputFormatTitle", tr("Format"), this));
    layout->addLayout(form);
    for (QComboBox* box : {m_rate, m_quality, m_lfe, m_buffer})
        connect(box, &QComboBox::currentIndexChanged, this, &OutputFormatForm::apply);
    connect(&player, &PlayerController::settingsChanged, this, &OutputFormatForm::showSettings);
    showSettings();
}

void OutputFormatForm::fillChoices()
{
    m_rate->addItem(tr("Follow each track"), kFollow);
    for (const int rate : {44'100, 48'000, 88'200, 96'000, 176'400, 192'000})
        m_rate->addItem(tr("Always %1").arg(formatRate(static_cast<uint32_t>(rate))), rate);
    fillChoice(*m_quality, {{tr("Quick"), static_cast<int>(ResampleQuality::Quick)},
                            {tr("Medium"), static_cast<int>(ResampleQuality::Medium)},
                            {tr("High"), static_cast<int>(ResampleQuality::High)},
                            {tr("Very high"), static_cast<int>(ResampleQuality::VeryHigh)}});
    fillChoice(*m_lfe, {{tr("Leave out"), static_cast<int>(LfePolicy::Drop)},
                        {tr("Mix in, \u221210 dB"), static_cast<int>(LfePolicy::Mix)},
                        {tr("Mix in, \u22123 dB"), static_cast<int>(LfePolicy::MixStrong)}});
    m_buffer->addItem(tr("Automatic"), 0);
    for (const int frames : {128, 256, 512, 1'024, 2'048, 4'096, 8'192})
        m_buffer->addItem(bufferText(frames), frames);
}

void OutputFormatForm::showSettings()
{
    const OutputSettings& output = m_player.output();
    const int rate = output.ratePolicy == RatePolicy::Fixed ? static_cast<int>(output.fixedRate) : kFollow;
    showChoice(*m_rate, rate, tr("Always %1").arg(formatRate(output.fixedRate)));
    showChoice(*m_quality, static_cast<int>(output.resampleQuality), {});
    showChoice(*m_lfe, static_cast<int>(output.lfePolicy), {});
    showChoice(*m_buffer, static_cast<int>(output.bufferFrames),
               bufferText(static_cast<int>(output.bufferFrames)));
}

void OutputFormatForm::apply()
{
    OutputSettings output = m_player.output();
    const auto rate = m_rate->currentData().toUInt();
    output.ratePolicy = rate == kFollow ? RatePolicy::MatchTrack : RatePolicy::Fixed;
    if (rate != kFollow)
        output.fixedRate = rate;
    output.resampleQuality = static_cast<ResampleQuality>(m_quality->currentData().toInt());
    output.lfePolicy = static_cast<LfePolicy>(m_lfe->currentData().toInt());
    output.bufferFrames = m_buffer->currentData().toUInt();
    m_player.setOutput(output);
}

} // namespace stellatune
