"""Ends the Spark context that a canceled application has left in the Java that its environment names, once that is whole."""

import os
import time

from py4j.java_gateway import GatewayParameters, JavaGateway

LOOK_S = 0.05

java = GatewayParameters(port=int(os.environ["PYSPARK_GATEWAY_PORT"]), auth_token=os.environ["PYSPARK_GATEWAY_SECRET"])
companion = getattr(JavaGateway(gateway_parameters=java).jvm.org.apache.spark, "SparkContext$")
contexts = getattr(companion, "MODULE$")
while (left := contexts.getActive()).isEmpty():
    time.sleep(LOOK_S)
left.get().stop()
