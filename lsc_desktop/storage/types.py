"""Types de colonnes : des entiers exacts dans la base, des `Decimal` en Python (décision D5)."""

from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import BigInteger, TypeDecorator
from sqlalchemy.orm import mapped_column


class Echelle(TypeDecorator[Decimal]):
    """Décimal exact gardé comme entier, `places` décimales ; au-delà, l'écriture est refusée."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int = 2) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} a plus de {self.places} décimales")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        # PostgreSQL rend la somme d'entiers longs comme un décimal : le passage par int est exact.
        # Décaler un entier lui donne ses décimales : il n'y a rien à arrondir.
        return None if value is None else Decimal(int(value)).scaleb(-self.places)


class Euros(Echelle):
    """Montant en euros, gardé en centimes entiers."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(2)


Taux = Annotated[Decimal, mapped_column(Echelle(4))]  # pour cent : 7,0000 vaut 7 %
Surface = Annotated[Decimal, mapped_column(Echelle(2))]  # mètres carrés
QuotePart = Annotated[Decimal, mapped_column(Echelle(5))]
Index = Annotated[Decimal, mapped_column(Echelle(3))]  # mètres cubes ou kWh
PrixUnitaire = Annotated[Decimal, mapped_column(Echelle(5))]
