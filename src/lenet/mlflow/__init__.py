"""Models as MLflow models, which ``mlflow models serve`` serves and ``mlflow.pyfunc`` loads.

Written without MLflow, and loaded by MLflow where lenet is installed. Nothing in a folder is
pickled.

exporting_folder  a model -> a folder
mlmodel           the file MLmodel in it, which tells MLflow what the folder is
pyfunc            what MLflow calls to load the network and to ask it
"""

from lenet.mlflow.exporting_folder import export

__all__ = ["export"]
