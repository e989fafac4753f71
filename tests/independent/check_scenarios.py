#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Penstock authors
"""Recomputes bytes per day, fill, useful accelerator-hours and TCO of a scenario to 2 %, with PyYAML
and none of Penstock's code, from docs/theory/planning.md alone. What only a simulation can know (busy
shares, cache hits, cloud requests, wear) is not recomputed but bracketed.

    check_scenarios.py SCENARIO.yaml RESULT.json CATALOGUE_DIR    compares, exit code 1 if one differs
    check_scenarios.py SCENARIO.yaml - CATALOGUE_DIR              prints what it expects
"""
import glob, json, math, re, sys
import yaml

MONTH, YEAR, TOLERANCE = 730.5 * 3600.0, 8766 * 3600.0, 0.02
UNITS = {"%": .01, "USD": 1, "MUSD": 1e6, "bit": 1 / 8, "Gbps": 1e9 / 8, "W": 1, "kW": 1e3, "Wh": 3600, "kWh": 3.6e6,
         "s": 1, "ms": 1e-3, "us": 1e-6, "ns": 1e-9, "min": 60, "h": 3600, "d": 86400, "day": 86400, "w": 604800,
         "weeks": 604800, "mo": MONTH, "month": MONTH, "y": YEAR,
         **{p + "B": 10 ** (3 * i) for i, p in enumerate(["", "k", "M", "G", "T", "P"])}, "KB": 1e3,
         **{p + "iB": 1024 ** i for i, p in enumerate(["", "K", "M", "G", "T", "P"])}}

def si(text):  # "25 %/y", "0.12 USD/kWh", 7 -> SI base units
    number, unit = re.match(r"\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(.*)", str(text).replace("once per", "1")).groups()
    value, sign = float(number), 1
    for part in filter(None, re.split(r"([/-])", unit)):
        sign, value = (-1, value) if part == "/" else (sign, value if part == "-" else value * UNITS[part.strip()] ** sign)
    return value

def months(text):  # a duration, or a period such as "8/mo"
    return (1 / si(text) if "/" in str(text) else si(text)) / MONTH

def group(text):  # "8x tlc-7t" -> 8, "tlc-7t"; "100GbE" -> 1, "100GbE"
    count, what = re.match(r"(?:(\d+)\s*x\s*)?(.+)", text).groups()
    return int(count or 1), what

def listed(value): return value if isinstance(value, list) else [value] if value else []

def merged(base, over):
    if not isinstance(base, dict) or not isinstance(over, dict): return over
    return {**base, **{k: merged(base.get(k), v) for k, v in over.items()}}

def whole(entries, name):
    return merged(whole(entries, entries[name]["extends"]), entries[name]) if "extends" in entries[name] else entries[name]

def plain(node):  # {value: .., low: .., source: ..} -> value
    if isinstance(node, list): return [plain(x) for x in node]
    return node if not isinstance(node, dict) else plain(node["value"]) if "value" in node else {k: plain(x) for k, x in node.items()}

class Flow:
    """Bytes of datasets and stages; rates are constant within a month."""
    def __init__(self, scenario, catalogue):
        self.s, self.cat, self.n = scenario, catalogue, round(months(scenario["horizon"]))
        self.data, self.stages, self.cache = scenario["datasets"], scenario["stages"], {}
        self.writer = {st["writes"]: st for st in self.stages.values() if "writes" in st}

    def growth(self, thing, m): return (1 + si(thing.get("growth", 0)) * YEAR) ** (m / 12)
    def rewritten(self, d): return self.writer.get(d, {}).get("scope", "new") != "new"
    def kept(self, d): return months(self.data[d].get("retain", "1000000 y"))
    def ratio(self, d): return si(self.data[d].get("ratio", 1))
    def parents(self, d): return listed(self.data[d].get("from", self.writer[d].get("reads")))  # the ratio is of these only
    def placed(self, d): return self.data[d].get("copies", 1) / si(self.data[d].get("reduction", 1))  # stored over logical bytes
    def share(self, st): return si(st.get("subset", 1)) if st.get("scope") == "subset" else 1

    def produced(self, d):
        if d not in self.cache:
            st = self.writer.get(d, {"kind": "nobody"})
            inputs, kind = listed(st.get("reads")), st["kind"]
            def rate(name, m):
                x = self.s["sources"][name]
                return x.get("count", 1) * (si(x["rate"]) if "rate" in x else si(x["record"]) / si(x["interval"])) * self.growth(x, m)
            self.cache[d] = [0.0 if kind == "nobody" else
                             sum(rate(x, m) for x in listed(st["from"])) * MONTH if kind == "ingest" else
                             si(st["requests"]) * si(st["output"]) * self.growth(st, m) * MONTH if kind == "deploy" else
                             self.ratio(d) * sum(self.ageing(i, months(st["after"]), m) for i in inputs) if kind == "archive" else
                             self.ratio(d) * sum(self.produced(i)[m] for i in inputs if i in self.parents(d)) for m in range(self.n)]
        return self.cache[d]

    def born(self, d, t):  # bytes produced up to time t; the initial stock was produced evenly over `retain` before 0
        made, past = self.produced(d), min(max(int(t), 0), self.n - 1)
        return sum(made[:past]) + made[past] * (t - past) if t > 0 else si(self.data[d].get("initial", 0)) * max(t / self.kept(d), -1)

    def ageing(self, d, age, m): return self.born(d, m + 1 - age) - self.born(d, m - age)  # reaches `age` in month m

    def version(self, d, t):  # what a reader of the whole dataset reads
        if not self.rewritten(d): return self.stock(d, t)
        return self.ratio(d) * self.share(self.writer[d]) * sum(self.version(i, t) for i in listed(self.writer[d]["reads"]) if i in self.parents(d))

    def stock(self, d, t, younger_than=math.inf):
        if self.rewritten(d): return self.data[d].get("versions", 1) * self.version(d, t)
        if "retain" not in self.data[d] and math.isinf(younger_than): return self.born(d, t) + si(self.data[d].get("initial", 0))
        return self.born(d, t) - self.born(d, t - min(younger_than, self.kept(d)))

    def traffic(self, st, m):  # bytes read and written in month m; None: only a simulation can tell
        kind, inputs, out = st["kind"], listed(st.get("reads")), st.get("writes")
        everything = sum(self.version(i, m) for i in inputs)
        if kind == "ingest": return 0.0, self.placed(out) * self.produced(out)[m]
        if kind == "archive": return self.produced(out)[m], self.placed(out) * self.produced(out)[m]  # it reads what it selects
        if kind == "model": return si(st["experiments"]) * MONTH * si(st["subset"]) * everything, 0.0
        if kind == "deploy": return (si(st["requests"]) * si(st["input"]) * self.growth(st, m) * MONTH if inputs else None), (self.placed(out) * self.produced(out)[m] if out else None)
        if kind == "train": return (None if "cache" in st or "mtbf" in st else self.training(st, m)[0]), None
        read = st.get("iterations", 1) * (self.share(st) * everything / months(st.get("every", "1 d")) if self.rewritten(out) else
                                          sum(self.produced(i)[m] for i in inputs))
        amount = (lambda i: self.version(i, m)) if self.rewritten(out) else (lambda i: self.produced(i)[m])
        return read, self.placed(out) * read * self.ratio(out) * sum(amount(i) for i in inputs if i in self.parents(out)) / sum(amount(i) for i in inputs)

    def training(self, st, m):  # bytes asked for and useful accelerator-seconds in month m
        work, ranks = self.cat[st["workload"]], st["accelerators"]
        samples = sum(self.version(d, m) / si(self.data[d]["record"]) for d in listed(st["reads"]))
        per_step = ranks * st.get("batch", work["batch"])
        steps = st.get("steps", st.get("epochs", 1) * (samples // per_step)) / months(st["runs"])
        return steps * per_step * si(work["sample"]), steps * ranks * si(st.get("step_time", work["step_times"][st["accelerator"]]))

    def useful(self, st, m):  # accelerator-seconds: ideal time of training steps and of answers
        if st["kind"] == "deploy": return si(st["requests"]) * self.growth(st, m) * si(st["service_time"]) * MONTH
        return self.training(st, m)[1] if st["kind"] == "train" else 0.0

class Design:
    """Fill and money of one design."""
    def __init__(self, flow, design):
        self.f, self.d, self.cat, self.n = flow, design, flow.cat, flow.n
        self.own = {name: t for name, t in design["tiers"].items() if t["kind"] != "cloud-object"}
        self.orders = {name: [(0, t["servers"])] for name, t in self.own.items()}  # month of arrival, servers
        for name, t in self.own.items():
            lead = math.ceil(months(t.get("expand", {}).get("lead_time", self.cat[t["device"]]["lead_time"])) - 1e-9)
            for m in range(lead, self.n if "expand" in t else 0):  # so that the month ends below `at`
                while self.stored(name, m + 1) > si(t["expand"]["at"]) * self.usable(name, m):
                    self.orders[name].append((m, t["expand"].get("by", 1)))

    def usable(self, name, m):
        t = self.own[name]
        code = [int(x) for x in re.findall(r"\d+", t.get("redundancy", "1+0"))]
        efficiency = 1 / code[0] if "cop" in t.get("redundancy", "") else code[0] / sum(code)
        servers = sum(count for arrival, count in self.orders[name] if arrival <= m)
        return servers * t.get("per_server", 1) * si(self.cat[t["device"]]["capacity"]) * efficiency * (1 - si(t.get("reserve", .05)))

    def stored(self, name, t):
        total = sum(si(c["size"]) * c.get("keep", 1) for st in self.f.stages.values() for c in [st.get("checkpoint")]
                    if c and self.d["place"][c.get("to", listed(st["reads"])[0])] == name)
        for d, home in self.d["place"].items():
            here = self.f.stock(d, t) * (home == name)
            for move in self.d.get("moves", []):
                if move["dataset"] == d:
                    young = self.f.stock(d, t, months(move["after"]))
                    here = young * (home == name) + (self.f.stock(d, t) - young) * (move["to"] == name)
            total += here * self.f.placed(d)
        return total

    def memory(self):
        c = self.d["compute"]
        return c["gpu_nodes"] * si(c["memory"]) + c.get("cpu_nodes", 0) * si(c.get("cpu_memory", "512 GB"))

    def fill(self, name, m): return self.stored(name, m + 1) / self.usable(name, m)

    def money(self):  # by category, what no simulation moves; and the energy of the idle and of the busy design
        eco, n, cat, money, watts = self.f.s.get("economics", {}), self.n, self.cat, {}, [0.0, 0.0]
        rate = lambda key, default: si(eco.get(key, default))
        def add(category, amount): money[category] = money.get(category, 0.0) + amount
        def buy(category, count, price, thing, m, idle, active):
            life = si(thing.get("life", cat["cpu-2u"]["life"])) / MONTH
            for bought in range(m, n, math.ceil(life - 1e-6)):  # again when its life is over
                add(category if bought == m else "replacement", count * price)
                add("residual", -count * price * (1 - (1 - rate("residual", .05)) * min(1, (n - bought) / life)))
            add("support", count * price * rate("support", .15) / 12 * (n - m))
            for i, power in enumerate((idle, active)): watts[i] += count * si(power) * (n - m)
        def racks(count, thing, key): add("servers", count * si(thing[key]) / 42 * si(cat["us-average"]["rack_price"]))
        def drives(count, device, m):
            x = cat[device]
            buy("drives", count, si(x["price"]) * si(x["capacity"]), x, m, x["power_idle"], x["power_active"])
            add("replacement", count * si(x["failure_rate"]) * MONTH * rate("drive_swap", "100 USD") * (n - m))
        def machines(count, ident, m):
            x = cat[ident]
            buy("servers", count, si(x["price"]), x, m, x.get("power_idle", x.get("power")), x.get("power_active", x.get("power")))
            racks(count, x, "rack_units")
        fabric = self.d.get("fabric", {})
        uplinks = 1 + 2 / si(fabric.get("oversubscription", 1)) * fabric.get("leaf_spine", True)
        def ports(count, text, m, cards=True):
            for kind, each in (("nic", cards), ("switch_port", uplinks)):
                x = next(x for x in cat.values() if x["class"] == kind and si(x["rate"]) == si(group(text)[1].replace("GbE", " Gbps")))
                buy("network", count * group(text)[0] * each, si(x["price"]), x, m, x["power"], x["power"])
        for name, t in self.own.items():
            for m, count in self.orders[name]:
                bays = count * t.get("per_server", 1)
                drives(bays, t["device"], m)
                add("staff", bays * si(cat[t["device"]]["capacity"]) / rate("administered", "10 PB") * rate("administrator", "150000 USD/y") * MONTH * (n - m))
                if "flash" in t: drives(count * group(t["flash"])[0], group(t["flash"])[1], m)
                if t["kind"] != "hci":
                    machines(count, t["server"], m)
                    ports(count, t["network"], m, t["kind"] != "nvme-of")
            if t["kind"] == "parallel-fs": machines(t.get("metadata_servers", 2), "metadata-2u", 0)
        c = self.d["compute"]
        x, nodes = cat[c["gpu"]], c["gpu_nodes"]
        buy("accelerators", nodes * c.get("gpus_per_node", 8), si(x["price"]), x, 0, x["power_idle"], x["power_active"])
        buy("servers", nodes, si(x["node_price"]), x, 0, "0 W", x["node_power"])
        racks(nodes, x, "node_rack_units")
        ports(nodes, c["nic"], 0)
        if "local_nvme" in c: drives(nodes * group(c["local_nvme"])[0], group(c["local_nvme"])[1], 0)
        if c.get("cpu_nodes"): machines(c["cpu_nodes"], c["cpu_server"], 0), ports(c["cpu_nodes"], c["cpu_nic"], 0)
        add("space", watts[1] * MONTH * rate("colocation", "195 USD/kW-month"))
        for st in self.f.stages.values():  # people look at each input byte once, however many passes follow
            if "labour" in st: add("staff", si(st["labour"]) * sum(self.f.traffic(st, m)[0] for m in range(n)) / st.get("iterations", 1))
        for name in set(self.d["tiers"]) - set(self.own):
            bands = cat[self.d["tiers"][name]["class"]]["storage"]
            for low, band in zip([si(b["from"]) for b in bands], bands):
                high = min([si(b["from"]) for b in bands if si(b["from"]) > low], default=math.inf)
                add("cloud-storage", sum(max(0.0, min(self.stored(name, m + .5), high) - low) for m in range(n)) * si(band["price"]) * MONTH)
        return money, [w * MONTH * rate("pue", 1.54) * rate("electricity", "0.146 USD/kWh") for w in watts]

def expectations(path, folder):
    """(what, low, high) by design; low == high where no simulation is needed."""
    classes = {k: v for file in glob.glob(folder + "/*.yaml") for k, v in yaml.safe_load(open(file)).items()}
    raw = {name: {**entry, "class": k} for k, entries in classes.items() for name, entry in entries.items()}
    s = yaml.safe_load(open(path))
    flow = Flow(s, {name: plain(whole(raw, name)) for name in raw})
    stages = {}
    for name, st in flow.stages.items():
        rows = [flow.traffic(st, m) for m in range(flow.n)]
        busiest = max(rows, key=lambda row: sum(x or 0 for x in row))
        stages.update({f"{name} bytes {word} per day": x / MONTH * 86400 for word, x in zip(("read", "written"), busiest) if x})
    hours = sum(flow.useful(st, m) / 3600 for st in flow.stages.values() for m in range(flow.n))
    for name in s["designs"]:
        design = Design(flow, whole(s["designs"], name))
        money, energy = design.money()
        brackets = {k: (x, x) for k, x in stages.items()}
        for stage, st in flow.stages.items():  # experiments come back to the same data: host memory may hold all it can
            key = f"{stage} bytes read per day"
            if st["kind"] == "model": brackets[key] = (stages[key] * (1 - design.memory() / flow.version(st["reads"], 0)), stages[key])
        yield name, {**brackets, "useful accelerator-hours": (hours, hours),
                     **{f"tier.{t}.fill": (design.fill(t, flow.n - 1),) * 2 for t in design.own},
                     "energy": energy, "tco less energy, requests, egress, replacement": (sum(v for k, v in money.items() if k != "replacement"),) * 2}

def found(design):
    """The same quantities out of a result document."""
    moved = {"energy", "cloud-requests", "cloud-egress", "replacement"}
    rows = [(row["category"], row["amount"]) for row in design["ledger"]]
    return {**{f"{row['name']} bytes {word} per day": row["bytes_" + word] for row in design["stages"] for word in ("read", "written")},
            "useful accelerator-hours": design["metrics"].get("useful_gpu_hours"), **design["months"][-1]["metrics"],
            "energy": sum(x for c, x in rows if c == "energy"),
            "tco less energy, requests, egress, replacement": sum(x for c, x in rows if c not in moved)}

def overloaded(design):
    """Does a run of some stage not end in its month? Then less is done than was asked for."""
    return any(value < .999 for month in design["months"] for path, value in month["metrics"].items() if path.endswith(".completed"))

def main(scenario, result, folder):
    documents = {} if result == "-" else {d["name"]: d for d in json.load(open(result))["designs"]}
    designs = {name: found(d) for name, d in documents.items()}
    wrong = 0
    for name, expected in expectations(scenario, folder):
        for what, (low, high) in expected.items():
            value = designs.get(name, {}).get(what)
            if ("bytes" in what or "hours" in what) and name in documents and overloaded(documents[name]): low = 0.0
            good = value is not None and low * (1 - TOLERANCE) <= value <= high * (1 + TOLERANCE)
            wrong += not good
            print(f"{'ok   ' if good else 'WRONG' if designs else '     '} {name:18} {what:48} {low:14.6g} {high:14.6g}", value)
    return 1 if designs and wrong else 0

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
