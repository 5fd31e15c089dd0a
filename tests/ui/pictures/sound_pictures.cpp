// The pages of the settings that are about sound, and the signal path.
#include "tests/ui/pictures/pictures.h"
#include "tests/ui/pictures/settings_scene.h"

#include "app/ui/settings/chain_list.h"
#include "app/ui/settings/config_form.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

namespace stellatune::testing {
namespace {

DspNodeSpec effect(uint64_t id, const char* plugin, const char* type, const char* config,
                   bool bypassed = false)
{
    return {id, plugin, type, config, bypassed};
}

/// The signal path with many effects.
void drawLongPath(SettingsScene& scene, const std::string& ending)
{
    DspSpec spec;
    for (uint64_t id = 1; id <= 24; ++id)
        spec.beforeMapping.push_back(effect(id, "org.stellatune.dsp.equalizer", "graphic", "{}"));
    scene.scene().player().setDsp(spec);
    scene.scene().playUntil([](const SignalPath& path) { return path.dsp.size() == 24; });
    scene.scene().window().findChild<QAbstractButton*>("signalBadge")->click();
    auto* popup = scene.scene().window().findChild<QWidget*>("signalPopup");
    QTest::keyClick(popup, Qt::Key_Tab); // there is something to scroll
    scene.scene().saveWidget(*popup, ("signal-popup-long" + ending).c_str());
    popup->close();
}

} // namespace

/// Where sound goes, and what happens to it on the way.
void drawOutput(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    SettingsScene scene(theme, folder, demo);
    scene.showPage("Output");
    scene.save("settings-output-silent" + ending);
    scene.scene().addRows();
    scene.scene().playSecond();
    scene.save("settings-output" + ending);
    scene.scene().window().findChild<QAbstractButton*>("signalBadge")->click();
    auto* popup = scene.scene().window().findChild<QWidget*>("signalPopup");
    scene.scene().saveWidget(*popup, ("signal-popup" + ending).c_str());
    popup->close();

    PlayerController& player = scene.scene().player();
    OutputSettings output = player.output();
    output.device = {"pulse", "Living Room"};
    output.ratePolicy = RatePolicy::Fixed;
    output.fixedRate = 96'000;
    player.setOutput(output);
    player.setVolume(60.0);
    auto* scroll = scene.dialog().findChild<QScrollArea*>("outputScroll");
    scene.scene().playUntil([](const SignalPath& path) { return path.resampled; });
    scene.dialog().findChild<QWidget*>("outputList")->setFocus(Qt::TabFocusReason);
    scene.save("settings-output-changed" + ending);
    scroll->ensureWidgetVisible(scene.dialog().findChild<QWidget*>("gainLimit"));
    scene.save("settings-output-middle" + ending);
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
    scene.dialog().findChild<QWidget*>("fadeStop")->setFocus(Qt::TabFocusReason);
    scene.save("settings-output-bottom" + ending);
    scene.showPage("Plugins");
    scene.install({QStringLiteral(STELLATUNE_PLUGIN_FOLDER "/output-file/output-file.stplugin")});
    scene.showPage("Output");
    player.chooseDevice({"plugin", "org.stellatune.output.file/file"});
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum() / 4);
    scene.save("settings-output-sink" + ending);
    // A folder that cannot be: the music goes on through another device.
    output = player.output();
    output.sinkConfig = R"({"folder": "/proc/a folder/of a friend/whose music is here"})";
    player.setOutput(output);
    scene.scene().playUntil([&](const SignalPath&) { return !player.sinkTrouble().isEmpty(); });
    scene.save("settings-output-failed" + ending);
    scene.dialog().resize(scene.dialog().minimumSize());
    scroll->verticalScrollBar()->setValue(0);
    scene.save("settings-output-small" + ending);
    scene.end();
}

/// The effects, with music.
void drawSound(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    SettingsScene scene(theme, folder, demo);
    scene.showPage("Sound");
    scene.save("settings-sound-empty" + ending);
    QStringList packages;
    for (const char* name : {"dsp-equalizer", "dsp-crossfeed", "dsp-limiter"})
        packages.append(QStringLiteral(STELLATUNE_PLUGIN_FOLDER "/%1/%1.stplugin").arg(QLatin1String(name)));
    scene.install(packages);
    scene.showPage("Sound");
    scene.save("settings-sound-none" + ending);
    scene.scene().addRows();
    PlayerController& player = scene.scene().player();
    DspSpec spec;
    spec.beforeMapping = {
        effect(1, "org.stellatune.dsp.equalizer", "graphic", R"({"preset":"rock"})"),
        effect(
            2, "org.stellatune.dsp.equalizer", "parametric",
            R"({"bands":[{"type":"low-shelf","frequency":90,"gain":5,"q":0.7},{"frequency":2600,"gain":-7,"q":2.5},
                   {"type":"high-shelf","frequency":9000,"gain":3}],"pre_gain":-3})"),
        effect(3, "org.example.reverb", "hall", "{}")};
    spec.afterMapping = {effect(4, "org.stellatune.dsp.crossfeed", "bs2b", "{}", true),
                         effect(5, "org.stellatune.dsp.limiter", "true-peak", "{}")};
    player.setDsp(spec);
    scene.scene().presets.save(QStringLiteral("Evening"), spec);
    scene.scene().presets.save(QStringLiteral("Headphones"), DspSpec{});
    scene.scene().playSecond();
    auto* list = scene.dialog().findChild<ChainList*>();
    const auto choose = [&](uint64_t id, const char* name) {
        list->choose(id);
        list->setFocus(Qt::TabFocusReason);
        waitFor([&] { return id > 2 || scene.dialog().findChild<QWidget*>("responseView")->isVisible(); });
        scene.save(name + ending);
    };
    choose(1, "settings-sound-graphic");
    choose(2, "settings-sound-parametric");
    choose(3, "settings-sound-missing");
    choose(4, "settings-sound-crossfeed");
    auto* form = scene.dialog().findChild<QWidget*>("soundPage")->findChild<ConfigForm*>();
    scene.press("chainRemove"); // the one that is chosen
    choose(5, "settings-sound-removed");
    list->choose(1);
    QScrollBar* bar = scene.dialog().findChild<QScrollArea*>("nodePanel")->verticalScrollBar();
    waitFor([bar] { return bar->maximum() > 0; }); // laid out
    form->findChild<QAbstractButton*>("configReset")->click();
    bar->setValue(bar->maximum());
    scene.save("settings-sound-reset" + ending);
    form->findChild<QAbstractButton*>("configUndo")->click();
    scene.press("chainUndo");
    choose(5, "settings-sound-limiter");
    form->showRefusal(QStringLiteral("\"release\" must be a number from 10 to 2000, not 5000."));
    scene.press("presetSaveAs");
    scene.save("settings-sound-refused" + ending);
    scene.dialog().resize(scene.dialog().minimumSize());
    list->choose(2);
    scene.press("presetCancel");
    scene.save("settings-sound-small" + ending);
    scene.dialog().close();
    drawLongPath(scene, ending);
    player.stop();
    player.setDsp({});
    scene.end();
}

} // namespace stellatune::testing
