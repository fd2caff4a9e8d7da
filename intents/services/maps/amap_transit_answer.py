"""What is read of 高德's answer about journeys, `/v5/direction/transit/integrated`."""

from intents.services.maps.amap_values import Many, Number, One, Read, Text, Whole
from intents.services.maps.amap_web import Answer


class TransitCost(Read):
    duration: Whole = None
    transit_fee: Number = None
    taxi_fee: Number = None


class Stop(Read):
    name: Text = ""
    location: Text = ""
    time: Text = ""


class Walk(Read):
    distance: Whole = None
    duration: Whole = None
    cost: One[TransitCost] = TransitCost()


class BusLine(Read):
    name: Text = ""
    type: Text = ""
    distance: Whole = None
    duration: Whole = None
    cost: One[TransitCost] = TransitCost()
    via_num: Whole = None
    start_time: Text = ""
    end_time: Text = ""
    departure_stop: One[Stop] = Stop()
    arrival_stop: One[Stop] = Stop()


class Bus(Read):
    buslines: Many[BusLine] = ()


class Seat(Read):
    cost: Number = None


class Railway(Read):
    name: Text = ""
    trip: Text = ""
    time: Whole = None
    """Seconds."""
    distance: Whole = None
    departure_stop: One[Stop] = Stop()
    arrival_stop: One[Stop] = Stop()
    spaces: Many[Seat] = ()


class Taxi(Read):
    distance: Whole = None
    drivetime: Whole = None
    price: Number = None
    startname: Text = ""
    endname: Text = ""


class Segment(Read):
    walking: One[Walk] = Walk()
    bus: One[Bus] = Bus()
    railway: One[Railway] = Railway()
    taxi: One[Taxi] = Taxi()


class Transit(Read):
    distance: Whole = None
    walking_distance: Whole = None
    duration: Whole = None
    cost: One[TransitCost] = TransitCost()
    segments: Many[Segment] = ()


class Transits(Read):
    cost: One[TransitCost] = TransitCost()
    transits: Many[Transit] = ()


class TransitRouted(Answer):
    route: One[Transits] = Transits()
