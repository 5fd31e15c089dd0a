// Measures what effects do to each frequency, beside the window.
#pragma once

#include "engine/dsp/dsp_response.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace stellatune {

/// GUI thread. The plugin is called on a thread of the meter's own, which lets go of its instance after each
/// measurement; of what is asked meanwhile the last counts. The destructor does not wait for a plugin.
class ResponseMeter : public QObject {
    Q_OBJECT

  public:
    explicit ResponseMeter(QObject* parent = nullptr);
    ~ResponseMeter() override;

    /// Measures the type that `endpoint` makes with these settings, and again whenever waker() is called.
    void measure(std::shared_ptr<WorkerEndpoint> endpoint, const std::string& config);
    /// Nothing more is wanted.
    void stop();
    /// For WorkerEndpoint's maker: measures once more. Any thread; owns what it uses.
    std::function<void()> waker() const;

  signals:
    /// None: it has no curve, or its plugin is not there.
    void measured(const std::optional<stellatune::DspResponse>& response);

  private:
    struct Shared;
    static void run(const std::shared_ptr<Shared>& shared);

    const std::shared_ptr<Shared> m_shared;
};

} // namespace stellatune
