#include "sim/server.h"

#include <algorithm>
#include <list>
#include <random>

#include <fmt/format.h>

#include "sim/front.h"

namespace perpscope::sim {
namespace {

// The certificates that endpoints may be told to show.
class Certificates {
 public:
  static Result<Certificates> create(Time today) {
    auto trusted = CertificateAuthority::create(today);
    auto unknown = CertificateAuthority::create(today);
    if (!trusted) return std::unexpected(trusted.error());
    if (!unknown) return std::unexpected(unknown.error());
    return Certificates(*std::move(trusted), *std::move(unknown), today);
  }

  [[nodiscard]] Result<ServerCertificate> of(CertificateFault fault) const {
    CertificateRequest request{.valid = {today_ - kDay, today_ + 30 * kDay}};
    if (fault == CertificateFault::WrongName) request.names = {"another.example"};
    if (fault == CertificateFault::Expired) request.valid.to = today_ - kHour;
    return (fault == CertificateFault::UnknownCa ? unknown_ : trusted_).issue(request);
  }
  [[nodiscard]] std::string pem() const { return trusted_.pem(); }

 private:
  Certificates(CertificateAuthority trusted, CertificateAuthority unknown, Time today)
      : trusted_(std::move(trusted)), unknown_(std::move(unknown)), today_(today) {}
  CertificateAuthority trusted_;
  CertificateAuthority unknown_;
  Time today_;
};

std::function<double()> randomOf(std::uint64_t seed) {
  return [engine = std::mt19937_64(seed)]() mutable { return static_cast<double>(engine() >> 11) * 0x1p-53; };
}

Status mustBeServed(const FaultSpec& fault, std::span<const Exchange* const> exchanges) {
  if (fault.venue.empty()) return {};
  const auto found = std::ranges::find(exchanges, fault.venue, &Exchange::venue);
  if (found == exchanges.end())
    return fail(ErrorKind::Usage, fmt::format("--fault: no venue \"{}\" is simulated", fault.venue));
  const auto keys = (*found)->endpoints();
  if (fault.endpoint.empty() || std::ranges::find(keys, fault.endpoint) != keys.end()) return {};
  return fail(ErrorKind::Usage, fmt::format("--fault: {} has no endpoint \"{}\", but {}", fault.venue,
                                            fault.endpoint, fmt::join(keys, ", ")));
}

}  // namespace

struct Server::Impl {
  Status open(Front& front, std::string_view key, const Certificates& certificates) {
    const auto port = portOf(front, key, certificates);
    if (!port) return std::unexpected(port.error());
    endpoints.push_back({std::string(front.exchange().venue()), std::string(key),
                         fmt::format("https://127.0.0.1:{}", *port)});
    return {};
  }

  Result<std::uint16_t> portOf(Front& front, std::string_view key, const Certificates& certificates) {
    const auto venue = front.exchange().venue();
    if (front.faults().refuses(venue, key)) return host.occupy();
    const auto certificate = certificates.of(front.faults().certificate(venue, key));
    if (!certificate) return std::unexpected(certificate.error());
    return host.listen(*certificate,
                       [&front, key](const RawRequest& request) { return front.answer(key, request); });
  }

  std::list<Front> fronts;
  std::vector<ServedEndpoint> endpoints;
  std::string authority_pem;
  HttpsHost host;  // last: its thread uses the fronts
};

Result<Server> Server::start(const Dataset& market, const Clock& clock, ServerOptions options) {
  for (const auto& fault : options.faults)
    if (auto served = mustBeServed(fault, options.exchanges); !served) return std::unexpected(served.error());
  const auto certificates = Certificates::create(options.today);
  if (!certificates) return std::unexpected(certificates.error());
  auto impl = std::make_unique<Impl>();
  impl->authority_pem = certificates->pem();
  for (const auto* exchange : options.exchanges) {
    FrontOptions front{options.faults, randomOf(options.fault_seed), options.gzip, options.limited};
    impl->fronts.emplace_back(*exchange, market, clock, std::move(front));
    for (const auto key : exchange->endpoints())
      if (auto opened = impl->open(impl->fronts.back(), key, *certificates); !opened)
        return std::unexpected(opened.error());
  }
  impl->host.start();
  return Server(std::move(impl));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

const std::vector<ServedEndpoint>& Server::endpoints() const { return impl_->endpoints; }
const std::string& Server::authorityPem() const { return impl_->authority_pem; }

std::string Server::url(std::string_view venue, std::string_view key) const {
  for (const auto& endpoint : impl_->endpoints)
    if (endpoint.venue == venue && endpoint.key == key) return endpoint.url;
  return {};
}

std::vector<VenueStatistics> Server::statistics() const {
  std::vector<VenueStatistics> all;
  for (const auto& front : impl_->fronts) all.push_back(front.statistics());
  return all;
}

void Server::stop() { impl_->host.stop(); }

}  // namespace perpscope::sim
