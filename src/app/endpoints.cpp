#include "app/endpoints.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "net/url.h"
#include "venues/registry.h"

namespace perpscope::app {
namespace {

using Json = nlohmann::ordered_json;

std::unexpected<Error> refused(std::string why) {
  return fail(ErrorKind::BadInput, "endpoints file: " + std::move(why));
}

// "spot_ws" is a socket's URL; all others are of REST.
std::string_view schemeOf(std::string_view key) { return key.ends_with("ws") ? "wss" : "https"; }

bool isBaseUrl(std::string_view text, std::string_view key) {
  const auto url = net::parseUrl(text);
  return url && url->scheme == schemeOf(key) && url->user.empty() && !text.ends_with('/') &&
         url->target == "/";
}

Status mustBeKnown(std::string_view venue, std::string_view key) {
  const auto* known = venues::find(venue);
  if (known == nullptr) return refused(fmt::format("there is no venue \"{}\"", venue));
  if (std::ranges::find(known->endpoints(), key, &venues::Endpoint::key) == known->endpoints().end())
    return refused(fmt::format("{} has no endpoint \"{}\"", venue, key));
  return {};
}

Status readVenue(const std::string& venue, const Json& urls, Endpoints& out) {
  if (!urls.is_object()) return refused(fmt::format("\"{}\" is no object", venue));
  for (const auto& [key, url] : urls.items()) {
    if (auto known = mustBeKnown(venue, key); !known) return known;
    if (!url.is_string() || !isBaseUrl(url.get<std::string>(), key))
      return refused(fmt::format("{} {} is no URL like {}://host:port", venue, key, schemeOf(key)));
    out.venues[venue][key] = url.get<std::string>();
  }
  return {};
}

}  // namespace

std::string Endpoints::url(std::string_view venue, std::string_view key) const {
  const auto urls = venues.find(std::string(venue));
  if (urls == venues.end()) return {};
  const auto found = urls->second.find(std::string(key));
  return found == urls->second.end() ? std::string{} : found->second;
}

Result<Endpoints> parseEndpoints(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return refused("it is no JSON object");
  Endpoints out;
  for (const auto& [name, value] : json.items()) {
    if (name == "ca_file") {
      if (!value.is_string()) return refused("\"ca_file\" is no text");
      out.ca_file = value.get<std::string>();
    } else if (name == "venues") {
      if (!value.is_object()) return refused("\"venues\" is no object");
      for (const auto& [venue, urls] : value.items())
        if (auto read = readVenue(venue, urls, out); !read) return std::unexpected(read.error());
    } else {
      return refused(fmt::format("\"{}\" is not known there", name));
    }
  }
  return out;
}

Result<Endpoints> readEndpoints(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorKind::NotFound, "cannot read " + file);
  auto endpoints = parseEndpoints(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!endpoints) return fail(endpoints.error().kind, fmt::format("{}: {}", file, endpoints.error().message));
  if (!endpoints->ca_file.empty())
    endpoints->ca_file = (std::filesystem::path(file).parent_path() / endpoints->ca_file).string();
  return endpoints;
}

std::string endpointsText(const Endpoints& endpoints) {
  Json json = Json::object();
  if (!endpoints.ca_file.empty()) json["ca_file"] = endpoints.ca_file;
  json["venues"] = endpoints.venues;
  return json.dump(2) + '\n';
}

Status writeEndpoints(const std::string& file, const Endpoints& endpoints) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << endpointsText(endpoints);
  out.close();
  return out ? Status{} : fail(ErrorKind::Io, "cannot write " + file);
}

}  // namespace perpscope::app
