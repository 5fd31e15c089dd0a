// The whole window over real parts: playlist, tags, player. Only the sound card is the test's.
#pragma once

#include "app/playlist/file_path.h"
#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_editor.h"
#include "app/playlist/playlist_filter.h"
#include "app/playlist/playlist_model.h"
#include "app/playlist/tag_loader.h"
#include "app/session/dsp_presets.h"
#include "app/session/recent_files.h"
#include "app/ui/main_window.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/theme.h"
#include "tests/fixtures/encoded_audio.h"

#include <QStringList>

#include <gtest/gtest.h>

#include <memory>

namespace stellatune::testing {

/// DSP nodes of whatever runtime the desk is attached to when they are made.
PlayerController::Plugins pluginsThrough(const PluginDesk& desk);

class WindowTest : public ::testing::Test {
  protected:
    WindowTest();
    ~WindowTest() override;

    /// WAV files of a second each with a tone, named a.wav, b.wav, ... in the test's own folder.
    QStringList makeFiles(int count);
    QString pathOf(const std::string& name) const;
    /// Adds rows named after the letters, with artists and albums, without any files behind them.
    void addRows(const QStringList& titles);
    QStringList titles() const;
    template <typename T>
    T* child(const char* name)
    {
        return m_window->findChild<T*>(QLatin1String(name));
    }

    fixtures::TempFolder m_folder;
    Theme m_theme{ThemeChoice::Light};
    RecentFiles m_recent;
    PlaylistModel m_model;
    PlayerController m_player; ///< plays to the null device
    PlaylistEditor m_editor{m_model};
    PlaylistFilter m_filter{m_model};
    TagLoader m_tags{m_model};
    PluginDesk m_plugins; ///< without a coordinator
    DspPresets m_presets{toQString(m_folder / "presets")};
    std::unique_ptr<MainWindow> m_window;
};

} // namespace stellatune::testing
